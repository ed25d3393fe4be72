package io.antidistill.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedRegistryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ONE = record("{\"name\":\"a\",\"type\":\"string\"}");
    private static final String WITH_DEFAULT =
            record("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"b\",\"type\":\"int\",\"default\":1}");
    private static final String WITHOUT_DEFAULT =
            record("{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"c\",\"type\":\"int\"}");

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    private final HttpClient http = HttpClient.newHttpClient();

    private record Answer(int status, JsonNode body) {}

    @BeforeAll
    static void start() {
        broker = new EmbeddedBroker(directory, 0);
        registry = new EmbeddedRegistry(directory, broker.bootstrap(), 0);
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Test
    void keepsIdsLevelsAndPortOverARestart() throws Exception {
        int id = register("kept-value", ONE).body().get("id").asInt();
        put("/config/kept-value", "{\"compatibility\":\"NONE\"}");
        String url = registry.url();

        registry.close();
        registry = new EmbeddedRegistry(directory, broker.bootstrap(), 0);

        assertThat(registry.url()).isEqualTo(url);
        assertThat(get("/schemas/ids/" + id).body().get("schema").asText()).isEqualTo(ONE);
        assertThat(register("kept-value", ONE).body().get("id").asInt()).isEqualTo(id);
        assertThat(get("/config/kept-value").body().get("compatibilityLevel").asText())
                .isEqualTo("NONE");
    }

    @Test
    void numbersVersionsAndSharesIdsAmongSubjects() throws Exception {
        int first = register("numbers-value", ONE).body().get("id").asInt();
        int second = register("numbers-value", WITH_DEFAULT).body().get("id").asInt();
        int other = register("numbers-key", ONE).body().get("id").asInt();

        assertThat(second).isNotEqualTo(first);
        assertThat(other).isEqualTo(first);
        assertThat(get("/subjects/numbers-value/versions").body()).hasToString("[1,2]");
        assertThat(get("/subjects/numbers-value/versions/latest")
                        .body()
                        .get("id")
                        .asInt())
                .isEqualTo(second);
        assertThat(get("/subjects/numbers-value/versions/1/schema").body()).hasToString(ONE);
        assertThat(get("/schemas/ids/" + first + "/subjects").body().toString()).contains("numbers-key");
        assertThat(get("/subjects").body().toString()).contains("numbers-key", "numbers-value");
        assertThat(post("/subjects/numbers-value", ONE).body().get("version").asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesASchemaThatCannotReadOldRecords() throws Exception {
        register("strict-value", ONE);

        Answer answer = register("strict-value", WITHOUT_DEFAULT);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.body().get("message").asText()).contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(get("/subjects/strict-value/versions").body()).hasToString("[1]");
    }

    @Test
    void checksCompatibilityWithoutRegistering() throws Exception {
        register("checked-value", ONE);

        assertThat(post("/compatibility/subjects/checked-value/versions/latest", WITH_DEFAULT)
                        .body()
                        .get("is_compatible")
                        .asBoolean())
                .isTrue();
        Answer bad = post("/compatibility/subjects/checked-value/versions?verbose=true", WITHOUT_DEFAULT);
        assertThat(bad.body().get("is_compatible").asBoolean()).isFalse();
        assertThat(bad.body().get("messages")).isNotEmpty();
        assertThat(get("/subjects/checked-value/versions").body()).hasToString("[1]");
    }

    @Test
    void keepsASubjectsLevelApartFromTheGlobalOne() throws Exception {
        assertThat(get("/config").body().get("compatibilityLevel").asText()).isEqualTo("BACKWARD");
        assertThat(get("/config/levels-value").body().get("error_code").asInt()).isEqualTo(40408);

        put("/config/levels-value", "{\"compatibility\":\"NONE\"}");
        register("levels-value", ONE);

        assertThat(register("levels-value", WITHOUT_DEFAULT).status()).isEqualTo(200);
        assertThat(get("/config").body().get("compatibilityLevel").asText()).isEqualTo("BACKWARD");
    }

    @Test
    void answersWhatIsNotThereWithConfluentsCodes() throws Exception {
        assertThat(get("/schemas/ids/999999").body().get("error_code").asInt()).isEqualTo(40403);
        assertThat(get("/subjects/nobody-value/versions")
                        .body()
                        .get("error_code")
                        .asInt())
                .isEqualTo(40401);
        register("some-value", ONE);
        assertThat(get("/subjects/some-value/versions/9")
                        .body()
                        .get("error_code")
                        .asInt())
                .isEqualTo(40402);
        assertThat(get("/subjects/some-value/versions/new")
                        .body()
                        .get("error_code")
                        .asInt())
                .isEqualTo(42202);
        assertThat(post("/subjects/some-value", WITH_DEFAULT)
                        .body()
                        .get("error_code")
                        .asInt())
                .isEqualTo(40403);
        assertThat(get("/nothing/here").status()).isEqualTo(404);
    }

    @Test
    void refusesRubbishWithoutFalling() throws Exception {
        assertThat(register("rubbish-value", "{\"type\":\"rubbish\"}")
                        .body()
                        .get("error_code")
                        .asInt())
                .isEqualTo(42201);
        assertThat(send("POST", "/subjects/rubbish-value/versions", BodyPublishers.ofString("{not json"))
                        .status())
                .isEqualTo(400);
        assertThat(send(
                                "POST",
                                "/subjects/rubbish-value/versions",
                                BodyPublishers.ofString("{\"schemaType\":\"PROTOBUF\",\"schema\":\"\"}"))
                        .body()
                        .get("error_code")
                        .asInt())
                .isEqualTo(42201);
        assertThat(send("POST", "/subjects/rubbish-value/versions", BodyPublishers.ofByteArray(new byte[2 << 20]))
                        .status())
                .isEqualTo(413);
        assertThat(get("/subjects").status()).isEqualTo(200);
    }

    @Test
    void refusesToDeletePolitely() throws Exception {
        Answer answer = send("DELETE", "/subjects/some-value", BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.body().get("message").asText()).contains("run a full schema registry");
    }

    @Test
    void saysWhichModeAndTypesItOffers() throws Exception {
        assertThat(get("/mode").body().get("mode").asText()).isEqualTo("READWRITE");
        assertThat(get("/schemas/types").body()).hasToString("[\"AVRO\"]");
    }

    @Test
    void namesATakenPort(@TempDir Path other) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new EmbeddedRegistry(other, broker.bootstrap(), taken.getLocalPort()))
                    .isInstanceOf(LocalStartException.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + ", meant for the registry, is taken");
        }
    }

    @Test
    void demandsMoreOfEachLevel() {
        var one = new Schema.Parser().parse(ONE);
        var more = new Schema.Parser().parse(WITHOUT_DEFAULT);

        assertThat(CompatibilityLevel.BACKWARD.objections(more, List.of(one))).isNotEmpty();
        assertThat(CompatibilityLevel.FORWARD.objections(more, List.of(one))).isEmpty();
        assertThat(CompatibilityLevel.FULL.objections(more, List.of(one))).isNotEmpty();
        assertThat(CompatibilityLevel.BACKWARD.objections(more, List.of(one, more)))
                .isEmpty();
        assertThat(CompatibilityLevel.BACKWARD_TRANSITIVE.objections(more, List.of(one, more)))
                .isNotEmpty();
        assertThat(CompatibilityLevel.NONE.objections(more, List.of(one))).isEmpty();
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"t\",\"fields\":[" + fields + "]}";
    }

    private Answer register(String subject, String schema) throws Exception {
        return post("/subjects/" + subject + "/versions", schema);
    }

    private Answer post(String path, String schema) throws Exception {
        String body =
                JsonNodeFactory.instance.objectNode().put("schema", schema).toString();
        return send("POST", path, BodyPublishers.ofString(body));
    }

    private Answer put(String path, String body) throws Exception {
        return send("PUT", path, BodyPublishers.ofString(body));
    }

    private Answer get(String path) throws Exception {
        return send("GET", path, BodyPublishers.noBody());
    }

    private Answer send(String method, String path, BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + path))
                .method(method, body)
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }
}
