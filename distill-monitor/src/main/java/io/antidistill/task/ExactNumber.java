package io.antidistill.task;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rational number in lowest terms, so that equal numbers are equal records. Immutable.
 *
 * @param denominator above 0
 */
record ExactNumber(BigInteger numerator, BigInteger denominator) {
    /** Longer numbers and larger exponents are no answers, but could take very long. */
    private static final int MOST_DIGITS = 400;

    private static final String DIGITS = "(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d*)?|\\.\\d+";
    private static final String POWER = "10\\^\\{?([+-]?\\d{1,4})}?";
    private static final Pattern DECIMAL = Pattern.compile("(" + DIGITS + ")(?:[eE]([+-]?\\d{1,4}))?");
    private static final Pattern SCIENTIFIC =
            Pattern.compile("(?:(" + DIGITS + ")\\s*(?:\\\\times|\\\\cdot|[×·*x])\\s*)?" + POWER);
    private static final Pattern MIXED = Pattern.compile("(\\d+) (\\d+)/(\\d+)");
    private static final Pattern SPACED = Pattern.compile("\\d+(?: \\d+)+(?:\\.\\d*)?");

    ExactNumber {
        if (denominator.signum() == 0) {
            throw new IllegalArgumentException("invalid value 0 for denominator: nothing is divided by it");
        }
        BigInteger common = numerator.gcd(denominator).multiply(BigInteger.valueOf(denominator.signum()));
        numerator = numerator.divide(common);
        denominator = denominator.divide(common);
    }

    /**
     * Reads a decimal (with separators of thousands, or a power of ten), a fraction or a mixed number; empty for anything else.
     *
     * @param text as {@link AnswerText} writes it: fractions as {@code a/b}
     */
    static Optional<ExactNumber> parse(String text) {
        String number = text.strip();
        if (number.isEmpty() || number.length() > MOST_DIGITS) {
            return Optional.empty();
        }
        boolean negative = number.charAt(0) == '-';
        return negative || number.charAt(0) == '+'
                ? unsigned(number.substring(1).strip()).map(value -> negative ? value.negated() : value)
                : unsigned(number);
    }

    private static Optional<ExactNumber> unsigned(String number) {
        Matcher mixed = MIXED.matcher(number);
        if (mixed.matches()) {
            return over(decimal(mixed.group(2)), decimal(mixed.group(3)))
                    .map(part -> part.plus(decimal(mixed.group(1))));
        }
        Matcher decimal = DECIMAL.matcher(number);
        if (decimal.matches()) {
            return Optional.of(decimal(decimal.group(1)).shifted(decimal.group(2)));
        }
        Matcher scientific = SCIENTIFIC.matcher(number);
        if (scientific.matches()) {
            String factor = scientific.group(1) == null ? "1" : scientific.group(1);
            return Optional.of(decimal(factor).shifted(scientific.group(2)));
        }
        if (SPACED.matcher(number).matches()) {
            return Optional.of(decimal(number.replace(" ", "")));
        }
        return fraction(number);
    }

    /** What stands before the last stroke over what stands after it, either in parentheses or not. */
    private static Optional<ExactNumber> fraction(String text) {
        if (isEnclosed(text)) {
            return text.indexOf(',') < 0 ? parse(text.substring(1, text.length() - 1)) : Optional.empty();
        }
        int depth = 0;
        for (int i = text.length() - 1; i > 0; i--) {
            char c = text.charAt(i);
            depth += c == ')' ? 1 : c == '(' ? -1 : 0;
            if (c == '/' && depth == 0) {
                Optional<ExactNumber> below = side(text.substring(i + 1));
                return side(text.substring(0, i)).flatMap(above -> below.flatMap(b -> over(above, b)));
            }
        }
        return Optional.empty();
    }

    private static Optional<ExactNumber> side(String text) {
        String side = text.strip();
        return side.indexOf(' ') < 0 || isEnclosed(side) ? parse(side) : Optional.empty();
    }

    private static boolean isEnclosed(String text) {
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
            if (depth == 0) {
                return i > 0 && i == text.length() - 1;
            }
        }
        return false;
    }

    private static ExactNumber decimal(String digits) {
        BigDecimal value = new BigDecimal(digits.replace(",", ""));
        return value.scale() <= 0
                ? new ExactNumber(value.toBigInteger(), BigInteger.ONE)
                : new ExactNumber(value.unscaledValue(), BigInteger.TEN.pow(value.scale()));
    }

    private static Optional<ExactNumber> over(ExactNumber above, ExactNumber below) {
        return below.numerator.signum() == 0
                ? Optional.empty()
                : Optional.of(new ExactNumber(
                        above.numerator.multiply(below.denominator), above.denominator.multiply(below.numerator)));
    }

    private ExactNumber plus(ExactNumber other) {
        return new ExactNumber(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    private ExactNumber negated() {
        return new ExactNumber(numerator.negate(), denominator);
    }

    /** Times ten to this power; as it is where there is none. */
    private ExactNumber shifted(String exponentOrNull) {
        return exponentOrNull == null ? this : timesTenTo(Integer.parseInt(exponentOrNull));
    }

    ExactNumber timesTenTo(int exponent) {
        BigInteger power = BigInteger.TEN.pow(Math.abs(exponent));
        return exponent < 0
                ? new ExactNumber(numerator, denominator.multiply(power))
                : new ExactNumber(numerator.multiply(power), denominator);
    }
}
