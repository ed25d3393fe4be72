package io.antidistill.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
    private static final HubId ID = new HubId("acme/tiny", "main");

    private final FaultyHub server = new FaultyHub();
    private final byte[] weights = new byte[300_000];
    private final byte[] config = "{\"model_type\": \"llama\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path cache;

    @BeforeEach
    void fill() {
        new Random(1).nextBytes(weights);
        server.files.put("config.json", config);
        server.files.put("model.safetensors", weights);
        for (String other : List.of(
                "README.md", "pytorch_model.bin", "model-00001-of-00002.safetensors", "onnx/config.json", "train.py")) {
            server.files.put(other, new byte[] {1});
        }
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Path fetch(boolean offline) {
        return new Hub(settings(offline))
                .directory(ID, (bytes, total) -> assertThat(bytes).isLessThanOrEqualTo(total));
    }

    private HubSettings settings(boolean offline) {
        return new HubSettings(cache, server.endpoint(), Optional.of("hf_secret"), offline);
    }

    @Test
    void fetchesWhatIsNeededIntoTheCacheOfHuggingFace() throws IOException {
        Path snapshot = fetch(false);

        Path folder = cache.resolve("models--acme--tiny");
        assertThat(snapshot).isEqualTo(folder.resolve("snapshots").resolve(FaultyHub.COMMIT));
        assertThat(folder.resolve("refs/main")).hasContent(FaultyHub.COMMIT);
        try (var files = Files.list(snapshot)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("config.json", "model.safetensors");
        }
        assertThat(Files.readSymbolicLink(snapshot.resolve("model.safetensors")))
                .isEqualTo(Path.of("../../blobs/" + FaultyHub.hash("SHA-256", weights)));
        assertThat(Files.readSymbolicLink(snapshot.resolve("config.json")))
                .isEqualTo(Path.of("../../blobs/" + FaultyHub.gitHash(config)));
        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(HubId.nameOf(snapshot)).isEqualTo("acme/tiny");
    }

    @Test
    void theTokenStaysWithTheHub() {
        fetch(false);

        assertThat(server.requests)
                .filteredOn(request -> request.startsWith("hub"))
                .isNotEmpty()
                .allMatch(request -> request.contains("token=Bearer hf_secret"));
        assertThat(server.requests)
                .filteredOn(request -> request.startsWith("storage"))
                .isNotEmpty()
                .allMatch(request -> request.contains("token=null"));
    }

    @Test
    void aDownloadThatBreaksGoesOnWhereItWas() {
        server.breaks = 3;

        assertThat(fetch(false).resolve("model.safetensors")).hasBinaryContent(weights);
        assertResumed();
    }

    @Test
    void aDownloadThatGoesQuietGoesOnWhereItWas() {
        server.stalls = 2;

        Path snapshot = new Hub(settings(false), Duration.ofMillis(200)).directory(ID, (bytes, total) -> {});

        assertThat(snapshot.resolve("model.safetensors")).hasBinaryContent(weights);
        assertResumed();
    }

    /** Of the first half that was sent a broken connection may have lost the end. */
    private void assertResumed() {
        assertThat(server.requests).anyMatch(request -> request.matches("storage .* range=bytes=1[0-9]{5}-"));
    }

    @Test
    void aDownloadOfWhichNothingComesFails() {
        server.stalls = 100;

        assertThatThrownBy(() -> new Hub(settings(false), Duration.ofMillis(50)).directory(ID, (bytes, total) -> {}))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("nothing came for")
                .hasMessageContaining("it goes on where it was");
    }

    @Test
    void whatAnEarlierRunLeftIsNotFetchedAgain() throws IOException {
        Path blobs = Files.createDirectories(cache.resolve("models--acme--tiny/blobs"));
        Files.write(blobs.resolve(FaultyHub.hash("SHA-256", weights) + ".incomplete"), Arrays.copyOf(weights, 100_000));

        assertThat(fetch(false).resolve("model.safetensors")).hasBinaryContent(weights);
        assertThat(server.requests)
                .filteredOn(request -> request.startsWith("storage"))
                .singleElement()
                .asString()
                .endsWith("range=bytes=100000-");
    }

    @Test
    void aStorageThatKnowsNoRangesIsReadFromTheBeginning() {
        server.breaks = 1;
        server.storageIgnoresRanges = true;

        assertThat(fetch(false).resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aFileThatIsNotWhatItsChecksumSaysIsThrownAway() throws IOException {
        server.lies = true;

        assertThatThrownBy(() -> fetch(false))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("arrived damaged")
                .hasMessageNotContaining("\n");
        try (var blobs = Files.list(cache.resolve("models--acme--tiny/blobs"))) {
            assertThat(blobs).isEmpty();
        }
        server.lies = false;
        assertThat(fetch(false).resolve("model.safetensors")).hasBinaryContent(weights);
    }

    @Test
    void aSecondRunDownloadsNothing() {
        fetch(false);
        server.requests.clear();
        fetch(false);

        assertThat(server.requests).noneMatch(request -> request.startsWith("storage"));
    }

    @Test
    void offlineTheCacheIsEnoughAndNobodyIsAsked() {
        Path snapshot = fetch(false);
        server.requests.clear();

        assertThat(fetch(true)).isEqualTo(snapshot);
        assertThat(server.requests).isEmpty();
    }

    @Test
    void aHubThatCannotBeReachedIsNoHindranceWhereTheModelIsCached() {
        Path snapshot = fetch(false);
        server.close();

        assertThat(fetch(false)).isEqualTo(snapshot);
    }

    @Test
    void whatIsNotCachedIsNamed() {
        assertThatThrownBy(() -> fetch(true))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("acme/tiny@main is not in the cache")
                .hasMessageContaining("HF_HUB_OFFLINE");
        server.close();
        assertThatThrownBy(() -> fetch(false))
                .isInstanceOf(HubException.class)
                .hasMessageContaining("cannot reach")
                .hasMessageContaining("HF_ENDPOINT");
    }

    @ParameterizedTest
    @CsvSource({"401, set HF_TOKEN", "403, set HF_TOKEN", "404, there is no acme/tiny@main", "500, answers 500"})
    void refusalsSayWhatToDo(int status, String named) {
        server.status = status;

        assertThatThrownBy(() -> fetch(false))
                .isInstanceOf(HubException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining("hf_secret");
    }

    @Test
    void aModelWithoutSafetensorsIsRefused() {
        server.files.remove("model.safetensors");

        assertThatThrownBy(() -> fetch(false)).isInstanceOf(HubException.class).hasMessageContaining("no config.json");
    }

    @Test
    void weightsInPartsComeWithTheirIndex() throws IOException {
        server.files.remove("model.safetensors");
        server.files.put("model.safetensors.index.json", new byte[] {2});
        server.files.put("model-00002-of-00002.safetensors", new byte[] {3});

        List<String> names = new ArrayList<>();
        try (var files = Files.list(fetch(false))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "config.json",
                        "model.safetensors.index.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors");
    }

    @Test
    void theEnvironmentSaysWhereThingsAre() throws IOException {
        Path home = cache.resolve("home");
        Files.createDirectories(home.resolve("hf"));
        Files.writeString(home.resolve("hf/token"), "hf_file\n");

        HubSettings plain = HubSettings.of(Map.of(), home);
        assertThat(plain.cache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
        assertThat(plain.endpoint()).hasToString("https://huggingface.co");
        assertThat(plain.token()).isEmpty();
        assertThat(plain.offline()).isFalse();
        HubSettings set = HubSettings.of(
                Map.of(
                        "HF_HOME",
                        home.resolve("hf").toString(),
                        "HF_ENDPOINT",
                        "http://mirror/",
                        "HF_HUB_OFFLINE",
                        "1"),
                home);
        assertThat(set.cache()).isEqualTo(home.resolve("hf/hub"));
        assertThat(set.endpoint()).hasToString("http://mirror");
        assertThat(set.token()).contains("hf_file");
        assertThat(set.offline()).isTrue();
        assertThat(HubSettings.of(Map.of("HF_HUB_CACHE", "/c", "HF_TOKEN", "hf_x"), home))
                .isEqualTo(new HubSettings(Path.of("/c"), plain.endpoint(), Optional.of("hf_x"), false));
        assertThat(set.toString()).doesNotContain("hf_file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny",
                "/acme/tiny",
                "../tiny",
                "acme/../tiny",
                "a/b/c",
                "acme/tiny@",
                "acme/tiny@../x",
                "-a/b",
                "a/b@-x",
                "a--b/c",
                ""
            })
    void whatIsNoIdIsNotTakenForOne(String text) {
        assertThat(HubId.parse(text)).isEmpty();
    }

    @Test
    void readsIds() {
        assertThat(HubId.parse("Qwen/Qwen2.5-3B")).contains(new HubId("Qwen/Qwen2.5-3B", "main"));
        assertThat(HubId.parse("a/b@refs/pr/1")).contains(new HubId("a/b", "refs/pr/1"));
    }
}
