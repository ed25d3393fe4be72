package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.console.CommandFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class ErrorLineTest {
    @Test
    void takesWrappersOff() {
        Throwable wrapped = new ExecutionException(
                new KafkaException(new RuntimeException(new CommandFailure("no salt. Add some."))));
        assertThat(ErrorLine.describe(wrapped)).isEqualTo("no salt. Add some.");
    }

    @Test
    void neverSpansLines() {
        assertThat(ErrorLine.describe(new IOException("one\n  two\r\nthree"))).isEqualTo("one two three.");
    }

    @Test
    void namesTheFileThatMayNotBeUsed() {
        assertThat(ErrorLine.describe(new UncheckedIOException(new AccessDeniedException("/data/x"))))
                .isEqualTo("no access to /data/x. Check its permissions, or choose another path.");
    }

    @Test
    void silentClusterIsNamed() {
        assertThat(ErrorLine.describe(new TimeoutException("waited 10 s")))
                .contains("waited 10 s", "--bootstrap-servers");
    }

    @Test
    void aMissingRightAndAWrongPasswordNameWhereToLook() {
        assertThat(ErrorLine.describe(new TopicAuthorizationException(Set.of("lambda"))))
                .contains("lambda", "antidistill cluster acls");
        assertThat(ErrorLine.describe(new SaslAuthenticationException("invalid credentials")))
                .contains("invalid credentials", "sasl.*", "--config");
    }

    @Test
    void mistakeOfTheProgramPointsToVerbose() {
        assertThat(ErrorLine.describe(new NullPointerException()))
                .isEqualTo("unexpected NullPointerException. Run the command again with --verbose to see where.");
    }
}
