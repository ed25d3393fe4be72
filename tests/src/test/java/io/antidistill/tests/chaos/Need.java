package io.antidistill.tests.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a case needs of the machine. */
enum Need {
    /** A clock that can be moved: libfaketime. */
    CLOCK,
    /** A small file system for the state: a tmpfs, which only root can mount. */
    SMALL_DISK;

    private static final List<Path> FAKETIME = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"));

    /** Why it cannot be had here. */
    Optional<String> missing(Path directory) throws IOException, InterruptedException {
        return switch (this) {
            case CLOCK ->
                faketime().isPresent()
                        ? Optional.empty()
                        : Optional.of("libfaketime is not installed (Debian: apt-get install libfaketime)");
            case SMALL_DISK ->
                canMount(directory) ? Optional.empty() : Optional.of("a tmpfs cannot be mounted: that takes root");
        };
    }

    static Optional<Path> faketime() {
        return FAKETIME.stream().filter(Files::exists).findFirst();
    }

    private static boolean canMount(Path directory) throws IOException, InterruptedException {
        Path place = Files.createTempDirectory(directory, "mount");
        try (SmallDisk disk = new SmallDisk(place)) {
            return disk.mounted();
        }
    }
}
