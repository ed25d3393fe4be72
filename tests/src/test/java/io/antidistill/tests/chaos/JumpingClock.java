package io.antidistill.tests.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The wall clock of child processes, moved by libfaketime while they run. The monotonic clock stays as it is. */
final class JumpingClock {
    private final Path file;

    JumpingClock(Path directory) {
        file = directory.resolve("clock");
        set("+0s");
    }

    /** @param offset from the real time, such as {@code +3600s} or {@code -7200s} */
    void set(String offset) {
        try {
            Path written = Files.writeString(file.resolveSibling("clock.new"), offset + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", Need.faketime().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1");
    }
}
