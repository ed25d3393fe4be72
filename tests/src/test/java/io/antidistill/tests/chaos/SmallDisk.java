package io.antidistill.tests.chaos;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tmpfs of a few megabytes that can be filled and emptied. */
final class SmallDisk implements AutoCloseable {
    private static final String SIZE = "size=32m";

    private final Path directory;
    private final boolean mounted;

    SmallDisk(Path directory) throws InterruptedException {
        this.directory = directory;
        mounted = run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", directory.toString()) == 0;
    }

    boolean mounted() {
        return mounted;
    }

    /** Until not one byte more fits. */
    void fill() {
        byte[] block = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(directory.resolve("filler"))) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            // that is the point
        }
    }

    void empty() {
        try {
            Files.delete(directory.resolve("filler"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (mounted) {
            run("umount", "-l", directory.toString());
        }
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // there is no such program
        }
    }
}
