package io.antidistill.cli.up;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.streams.generation.Salt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secret that seeds are derived from, in a file that only its owner can read. */
public final class SaltFile {
    private static final Logger LOG = LoggerFactory.getLogger(SaltFile.class);

    private SaltFile() {}

    /**
     * The secret of that file; made at random if there is no such file.
     *
     * @throws CommandFailure if what the file holds is no secret
     */
    public static Salt readOrCreate(Path file) throws IOException {
        if (!Files.exists(file)) {
            create(file);
        }
        if (othersMayRead(file)) {
            LOG.warn(
                    "{} can be read by others than its owner: chmod 600 it, unless all of them may know the salt",
                    file);
        }
        try {
            return Salt.of(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    "%s: %s. Restore it, or delete it: answers to repeated prompts will then differ."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static boolean othersMayRead(Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        return view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ);
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path unfinished = directory.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(unfinished);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(unfinished, Salt.random());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
