package io.antidistill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.cli.console.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    private Path parent;

    @Test
    void secondOwnerIsRefusedAndTheFirstIsNamed() throws IOException {
        Path path = parent.resolve("a/b");
        try (DataDirectory first = DataDirectory.lock(path)) {
            assertThat(first.path()).isEqualTo(path);
            assertThatThrownBy(() -> DataDirectory.lock(path))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data-dir");
        }
        DataDirectory.lock(path).close();
    }

    @Test
    void fileInTheWayIsNamed() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> DataDirectory.lock(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("is a file");
        assertThatThrownBy(() -> DataDirectory.lock(file.resolve("below")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void saltStaysAndOnlyItsOwnerCanReadIt() throws IOException {
        try (DataDirectory data = DataDirectory.lock(parent.resolve("data"))) {
            data.salt();
            Path file = data.path().resolve("salt");
            String first = Files.readString(file);
            data.salt();
            assertThat(Files.readString(file)).isEqualTo(first).hasSizeGreaterThanOrEqualTo(32);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void damagedSaltIsNotReplaced() throws IOException {
        try (DataDirectory data = DataDirectory.lock(parent.resolve("data"))) {
            Files.writeString(data.path().resolve("salt"), "short");
            assertThatThrownBy(data::salt)
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("salt")
                    .hasMessageContaining("Restore it");
        }
    }
}
