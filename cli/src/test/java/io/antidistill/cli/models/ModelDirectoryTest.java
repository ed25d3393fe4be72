package io.antidistill.cli.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.hub.HubException;
import io.antidistill.hub.HubSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
    private HubSettings offline;

    @TempDir
    private Path cache;

    @BeforeEach
    void goOffline() {
        offline = new HubSettings(cache, URI.create("http://127.0.0.1:9"), Optional.empty(), true);
    }

    @Test
    void aDirectoryIsItself() {
        assertThat(ModelDirectory.of(Path.of("src/main"), offline)).isEqualTo(Path.of("src/main"));
        assertThat(ModelDirectory.of(Path.of("no/such/directory"), offline)).isEqualTo(Path.of("no/such/directory"));
        assertThat(ModelDirectory.of(null, offline)).isNull();
    }

    @Test
    void aHubModelIsTakenFromTheCache() throws IOException {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        Path folder = cache.resolve("models--acme--tiny");
        Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve(commit));
        Files.writeString(snapshot.resolve("config.json"), "{}");
        Files.createDirectories(folder.resolve("refs"));
        Files.writeString(folder.resolve("refs/main"), commit);

        assertThat(ModelDirectory.of(Path.of("acme/tiny"), offline)).isEqualTo(snapshot);
    }

    @Test
    void aMistypedDirectoryIsNamedAsOneAndAsAModelOfTheHub() {
        assertThatThrownBy(() -> ModelDirectory.of(Path.of("src/mian"), offline))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("there is no directory src/mian")
                .hasMessageContaining("src/mian@main is not in the cache")
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatCanOnlyBeAModelOfTheHubIsNamedAsThat() {
        assertThatThrownBy(() -> ModelDirectory.of(Path.of("acme/tiny"), offline))
                .isInstanceOf(HubException.class)
                .hasMessageStartingWith("acme/tiny@main");
    }
}
