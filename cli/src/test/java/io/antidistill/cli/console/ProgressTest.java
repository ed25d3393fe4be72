package io.antidistill.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private long nanos;

    @Test
    void tellsWhatIsDoneAndHowLongTheRestWillTakeAtThePaceSoFar() {
        Progress progress =
                new Progress("tradeoff", 100, new PrintStream(told, true, StandardCharsets.UTF_8), null, () -> nanos);

        progress.at(20, "plain");
        nanos = 60_000_000_000L;
        progress.at(40, "ads");
        nanos = 240_000_000_000L;
        progress.at(95, "ads");
        progress.at(100, "done");

        assertThat(told.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "tradeoff: 20 of 100, plain",
                        "tradeoff: 40 of 100, ads, about 3 min left",
                        "tradeoff: 95 of 100, ads, about 16 s left",
                        "tradeoff: 100 of 100, done");
    }
}
