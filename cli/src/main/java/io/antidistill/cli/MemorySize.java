package io.antidistill.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Amounts of memory on the command line, in bytes or with a unit: 2GiB, 512 MiB, 1.5GiB. */
final class MemorySize implements ITypeConverter<Long> {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) ?([kmgt]ib|)");
    private static final Map<String, Integer> POWERS = Map.of("", 0, "kib", 10, "mib", 20, "gib", 30, "tib", 40);

    @Override
    public Long convert(String text) {
        Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (matcher.matches()) {
            BigDecimal unit = BigDecimal.valueOf(1L << POWERS.get(matcher.group(2)));
            BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(unit);
            if (bytes.signum() > 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return bytes.longValue();
            }
        }
        throw new TypeConversionException(
                "'%s' is not an amount of memory; give a number with a unit, such as 512MiB or 2GiB".formatted(text));
    }
}
