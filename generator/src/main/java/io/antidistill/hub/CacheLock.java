package io.antidistill.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a model's place in the cache for one writer, among the threads of this process and among processes. The lock's file stays. */
final class CacheLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CacheLock.class);

    /** A file lock belongs to the whole process. */
    private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

    private final FileChannel file;

    private CacheLock(FileChannel file) {
        this.file = file;
    }

    /** Waits for whoever has it. */
    static CacheLock of(Path cache, HubId id) throws IOException {
        Path path = cache.resolve(".locks").resolve(id.folder()).resolve("model.lock");
        Files.createDirectories(path.getParent());
        THIS_PROCESS.lock();
        try {
            FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock free = file.tryLock();
            if (free == null) {
                LOG.warn("another process is fetching {}; waiting for it", id);
                file.lock();
            }
            return new CacheLock(file);
        } catch (IOException | RuntimeException e) {
            THIS_PROCESS.unlock();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            THIS_PROCESS.unlock();
        }
    }
}
