package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.slf4j.LoggerFactory;

/** A client's properties with a mistake in them: the error names the mistake and repeats no secret. */
class SecretsInErrorsTest {
    private static final String SECRET = "hunter2hunter2";
    private static final String REGISTRY = "http://127.0.0.1:1";
    private static final String LOGIN =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" ";

    static final List<Map<String, String>> MISTAKES = List.of(
            Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.jaas.config", LOGIN + "password=\"" + SECRET + "\""),
            Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.jaas.config", LOGIN + "password=\"" + SECRET + ";"),
            Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.jaas.config", LOGIN + SECRET + ";"),
            Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.jaas.config", SECRET),
            Map.of(
                    "security.protocol",
                    "SSL",
                    "ssl.truststore.location",
                    "/nowhere/trust.p12",
                    "ssl.truststore.password",
                    SECRET),
            Map.of("ssl.keystore.key", SECRET, "ssl.keystore.type", "PEM", "security.protocol", "SSL"),
            Map.of("schema.registry.url", "http//user:" + SECRET + "@registry:8081"),
            Map.of("schema.registry.url", "http://user:" + SECRET + "@regi stry:8081"),
            Map.of("schema.registry.url", "user:" + SECRET + "@registry:8081"),
            Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", SECRET),
            Map.of(
                    "schema.registry.ssl.truststore.location",
                    "/nowhere/trust.p12",
                    "schema.registry.ssl.truststore.password",
                    SECRET));

    @TempDir
    private Path directory;

    /** What {@code --verbose} changed. */
    @AfterAll
    static void beQuietAgain() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.getLogger("org.apache.kafka").setLevel(Level.ERROR);
        context.getLogger("io.antidistill").setLevel(null);
    }

    @ParameterizedTest
    @FieldSource("MISTAKES")
    void areNamedWithoutTheSecret(Map<String, String> mistake) throws IOException {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", "127.0.0.1:1");
        properties.put("schema.registry.url", REGISTRY);
        properties.put("default.api.timeout.ms", "500");
        properties.put("request.timeout.ms", "400");
        properties.putAll(mistake);
        Path file = directory.resolve("client.properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            properties.store(out, null);
        }
        StringWriter said = new StringWriter();
        PrintWriter to = new PrintWriter(said, true);
        int code = Antidistill.run(to, to, "policy", "list", "--verbose", "--config", file.toString());

        assertThat(code).isEqualTo(1);
        assertThat(said.toString()).startsWith("antidistill: ").doesNotContain(SECRET);
        assertThat(said.toString().lines().findFirst().orElseThrow())
                .doesNotContain("unexpected")
                .as("without the properties' mistake it would be a cluster that does not answer")
                .doesNotContain("no answer from the Kafka cluster");
    }
}
