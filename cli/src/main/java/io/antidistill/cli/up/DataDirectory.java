package io.antidistill.cli.up;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.streams.generation.Salt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Everything that an embedded system keeps, in one directory that one process may use at a time. The lock goes with the
 * process, however it ends.
 */
final class DataDirectory implements AutoCloseable {
    private static final long LEAST_FREE_BYTES = 200L << 20;

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Creates the directory if need be and takes it.
     *
     * @throws CommandFailure if it cannot be written, is nearly full, or another process has it
     */
    static DataDirectory lock(Path path) throws IOException {
        create(path);
        FileChannel lockFile = FileChannel.open(
                path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(lockFile) == null) {
                throw new CommandFailure(
                        "another `antidistill up`%s uses %s. Stop that one, or choose another --data-dir."
                                .formatted(owner(lockFile), path));
            }
            lockFile.truncate(0);
            lockFile.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException | RuntimeException e) {
            lockFile.close();
            throw e;
        }
        return new DataDirectory(path, lockFile);
    }

    private static void create(Path path) throws IOException {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new CommandFailure("the data directory %s is a file. Choose another --data-dir.".formatted(path));
        }
        try {
            Files.createDirectories(path);
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    "cannot create the data directory %s: %s is a file. Choose another --data-dir."
                            .formatted(path, e.getFile()),
                    e);
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot create the data directory %s. Create it with write access for this user, or choose another --data-dir."
                            .formatted(path),
                    e);
        }
        if (!Files.isWritable(path)) {
            throw new CommandFailure(
                    "cannot write to the data directory %s. Give this user write access, or choose another --data-dir."
                            .formatted(path));
        }
        long free = Files.getFileStore(path).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new CommandFailure(
                    "the disk of the data directory %s has %d MB left; %d MB are needed. Free some, or choose another --data-dir."
                            .formatted(path, free >> 20, LEAST_FREE_BYTES >> 20));
        }
    }

    private static FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            // The same process holds it.
            return null;
        }
    }

    private static String owner(FileChannel lockFile) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(20);
        lockFile.read(content, 0);
        String pid = new String(content.array(), 0, content.position(), StandardCharsets.US_ASCII);
        return pid.isBlank() ? "" : " (process " + pid + ")";
    }

    /** What other commands must be told to find this directory; empty where it is the default. */
    static String option(Path directory) {
        return directory.equals(Path.of(".antidistill").toAbsolutePath().normalize()) ? "" : " --data-dir " + directory;
    }

    Path path() {
        return path;
    }

    Path broker() {
        return path.resolve("broker");
    }

    Path streams() {
        return path.resolve("streams");
    }

    Path monitor() {
        return path.resolve("monitor");
    }

    Path logs() {
        return path.resolve("logs");
    }

    /** The secret that seeds are derived from. */
    Salt salt() throws IOException {
        return SaltFile.readOrCreate(path.resolve("salt"));
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
