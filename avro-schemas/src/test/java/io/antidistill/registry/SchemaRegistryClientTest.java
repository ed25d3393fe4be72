package io.antidistill.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SchemaRegistryClientTest {
    private static final Schema SCHEMA = Schema.createFixed("Hash", "A hash.", "t", 4);
    private static final String SCHEMA_ANSWER = "{\"schema\":\"\\\"string\\\"\"}";
    private static final String UNKNOWN_SCHEMA = "{\"error_code\":40403,\"message\":\"Schema 5 not found\"}";

    private FaultyRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new FaultyRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void asksOnceForWhatCannotChange() {
        registry.answer(200, SCHEMA_ANSWER).answer(200, "{\"id\":5}");
        SchemaRegistryClient client = client(registry);

        client.byId(5);
        client.byId(5);
        client.register("t-value", SCHEMA);
        client.register("t-value", SCHEMA);
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/5", "POST /subjects/t-value/versions");
    }

    @Test
    void triesAgainAfterAServersError() {
        registry.answer(500, "oh").answer(503, "").answer(200, SCHEMA_ANSWER);

        assertThat(client(registry).byId(5)).contains(Schema.create(Schema.Type.STRING));
        assertThat(registry.requests()).hasSize(3);
    }

    @Test
    void goesOnToTheNextUrlAndStaysThere() throws IOException {
        String dead = "http://127.0.0.1:" + closedPort();
        registry.answer(200, SCHEMA_ANSWER);
        SchemaRegistryClient client = client(dead + ", " + registry.url() + "/", Map.of());

        assertThat(client.byId(5)).isPresent();
        assertThat(client.byId(6)).isPresent();
        assertThat(registry.requests()).containsExactly("GET /schemas/ids/5", "GET /schemas/ids/6");
    }

    @Test
    void namesEveryUrlWhereNobodyAnswers() throws IOException {
        String first = "http://127.0.0.1:" + closedPort();
        registry.answer(500, "oh");

        assertThatThrownBy(() -> client(first + "," + registry.url(), Map.of()).byId(5))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContaining(first)
                .hasMessageContaining(registry.url() + "=HTTP 500")
                .hasMessageContaining("check that one runs at schema.registry.url");
    }

    @Test
    void givesUpOnAnAnswerThatStops() {
        SchemaRegistryClient client =
                client(registry.hang().url(), Map.of("http.read.timeout.ms", 300, "http.total.timeout.ms", 1_000));
        long begin = System.nanoTime();

        assertThatThrownBy(() -> client.byId(5))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContaining(registry.url());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void namesRefusedCredentialsAndDoesNotInsist() {
        registry.answer(401, "{\"error_code\":401,\"message\":\"Unauthorized\"}");

        assertThatThrownBy(() -> client(registry).byId(5))
                .isInstanceOf(RegistryAuthenticationException.class)
                .hasMessageContaining("refuses the credentials (HTTP 401)")
                .hasMessageContaining("basic.auth.user.info");
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void sendsCredentialsFromEitherKeyOrTheUrl() {
        registry.answer(200, SCHEMA_ANSWER);
        client(registry.url(), Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:pw"))
                .byId(1);
        client(
                        registry.url(),
                        Map.of(
                                "basic.auth.credentials.source",
                                "USER_INFO",
                                "schema.registry.basic.auth.user.info",
                                "me:pw"))
                .byId(1);
        client("http://me:pw@" + registry.host(), Map.of()).byId(1);
        client(registry).byId(1);

        assertThat(registry.authorizations()).containsExactly("Basic bWU6cHc=", "Basic bWU6cHc=", "Basic bWU6cHc=", "");
    }

    @Test
    void neverShowsAPassword() {
        registry.answer(500, "oh");

        assertThatThrownBy(() ->
                        client("http://me:geheim@" + registry.host(), Map.of()).byId(5))
                .hasMessageContaining(registry.url())
                .hasMessageNotContaining("geheim");
    }

    @Test
    void takesAnUnknownSchemaForAFactForAWhile() {
        SchemaRegistryClient client = client(registry.answer(404, UNKNOWN_SCHEMA));

        assertThat(client.byId(5)).isEmpty();
        int asked = registry.requests().size();
        assertThat(client.byId(5)).isEmpty();
        assertThat(registry.requests()).hasSize(asked);
    }

    @Test
    void asksTwiceBeforeItTakesASchemaForUnknown() {
        registry.answer(404, UNKNOWN_SCHEMA).answer(200, SCHEMA_ANSWER);

        assertThat(client(registry).byId(5)).isPresent();
    }

    @Test
    void doesNotTakeAnyOther404ForAnUnknownSchema() {
        registry.answer(404, "{\"message\":\"no such page\"}");

        assertThatThrownBy(() -> client(registry).byId(5))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContaining("no such page (HTTP 404)");
    }

    @Test
    void explainsAConflict() {
        registry.answer(409, "{\"error_code\":409,\"message\":\"READER_FIELD_MISSING_DEFAULT_VALUE\"}");

        assertThatThrownBy(() -> client(registry).register("t-value", SCHEMA))
                .isInstanceOf(IncompatibleSchemaException.class)
                .hasMessageContaining("t.Hash")
                .hasMessageContaining("subject t-value")
                .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE")
                .hasMessageContaining("new fields need defaults");
    }

    @Test
    void saysSoWhenSomethingElseAnswers() {
        registry.answer(200, "<html>Welcome to nginx</html>");

        assertThatThrownBy(() -> client(registry).byId(5))
                .isInstanceOf(RegistryUnreachableException.class)
                .hasMessageContaining("not as a schema registry does")
                .hasMessageContaining("check schema.registry.url");
    }

    @Test
    void keepsSubjectsWholeInPaths() {
        registry.answer(404, "{\"error_code\":40401,\"message\":\"none\"}");

        assertThat(client(registry).latest("a b/c-value")).isEmpty();
        assertThat(registry.requests()).containsExactly("GET /subjects/a%20b%2Fc-value/versions/latest");
    }

    @Test
    void refusesSettingsThatCannotWork(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> client("registry.example", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("registry.example")
                .hasMessageContaining("give it as http://host:port");
        assertThatThrownBy(() -> client("http://r", Map.of("basic.auth.credentials.source", "USER_INFO")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("must be user:password");
        Path store = Files.writeString(directory.resolve("store.jks"), "no store");
        assertThatThrownBy(
                        () -> client("https://r", Map.of("schema.registry.ssl.truststore.location", store.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(store.toString())
                .hasMessageContaining("check the path, type and password");
    }

    @Test
    void doublesPausesUpToTheLongest() {
        RetrySchedule schedule =
                new RetrySchedule(Duration.ofSeconds(30), 9, Duration.ofMillis(100), Duration.ofMillis(450));

        assertThat(schedule.pauseBefore(1)).hasMillis(100);
        assertThat(schedule.pauseBefore(3)).hasMillis(400);
        assertThat(schedule.pauseBefore(4)).hasMillis(450);
        assertThat(schedule.pauseBefore(60)).hasMillis(450);
    }

    private static SchemaRegistryClient client(FaultyRegistry registry) {
        return client(registry.url(), Map.of());
    }

    private static SchemaRegistryClient client(String urls, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of(AvroSerdeConfig.URL, urls, "retries.wait.ms", 10));
        settings.putAll(more);
        return SchemaRegistryClient.of(settings);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
