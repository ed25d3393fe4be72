package io.antidistill.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks a data directory before anything is started in it: a broker that cannot write ends the whole process. */
final class LocalDirectory {
    private static final long LEAST_BYTES = 64L << 20;

    private LocalDirectory() {}

    /** Creates the directory where it is missing, and makes sure that it can be written and has some room. */
    static Path prepare(Path directory) {
        try {
            Files.createDirectories(directory);
            Path probe = Files.createTempFile(directory, "probe", ".tmp");
            Files.write(probe, new byte[4096]);
            Files.delete(probe);
        } catch (IOException e) {
            throw new LocalStartException(
                    "cannot write in the data directory " + directory + " ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "); choose another one, or get write access to this one",
                    e);
        }
        long free = directory.toFile().getUsableSpace();
        if (free < LEAST_BYTES) {
            throw new LocalStartException("only " + (free >> 20) + " MB are left where the data directory " + directory
                    + " is; make room for at least " + (LEAST_BYTES >> 20) + " MB, or choose another one");
        }
        return directory;
    }
}
