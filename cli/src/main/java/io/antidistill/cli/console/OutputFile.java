package io.antidistill.cli.console;

import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command will write at its end: whether it can is checked at the beginning. */
public final class OutputFile {
    private OutputFile() {}

    /** @throws CommandFailure if the file cannot be written there */
    public static void check(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new CommandFailure("there is no directory %s to write %s in. Create it, or choose another path."
                    .formatted(directory, file.getFileName()));
        }
        if (Files.isDirectory(file)) {
            throw new CommandFailure("%s is a directory. Choose the path of a file.".formatted(file));
        }
        if (!Files.isWritable(directory)) {
            throw new CommandFailure(
                    "cannot write to %s. Give this user write access, or choose another path.".formatted(directory));
        }
    }
}
