package io.antidistill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final StringWriter shown = new StringWriter();

    @Test
    void statusOnATerminalIsOverwrittenAndNeverWraps() {
        Screen screen = new Screen(new PrintWriter(shown), 5);
        screen.status("123456");
        screen.line("x");
        assertThat(shown.toString().replace(System.lineSeparator(), "|")).isEqualTo("\r\u001b[K1234\r\u001b[Kx|");
    }

    @Test
    void elsewhereStatusIsAPlainLineNowAndThen() {
        Screen screen = new Screen(new PrintWriter(shown), 0);
        screen.status("1");
        screen.status("2");
        assertThat(shown.toString().lines()).containsExactly("1");
    }
}
