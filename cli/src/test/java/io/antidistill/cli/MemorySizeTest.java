package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MemorySizeTest {
    private final MemorySize size = new MemorySize();

    @ParameterizedTest
    @CsvSource({"4096, 4096", "1KiB, 1024", "1.5 MiB, 1572864", "2gib, 2147483648", "1TiB, 1099511627776"})
    void readsBytesAndUnits(String text, long bytes) {
        assertThat(size.convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "2GB", "GiB", "1e9", "999999999999999999TiB", "0.0000000001"})
    void refusesAnythingElseByName(String text) {
        assertThatThrownBy(() -> size.convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is not an amount of memory");
    }
}
