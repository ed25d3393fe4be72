package io.antidistill.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** One file's way into the cache: into {@code .incomplete}, which the next attempt goes on with, and from there to its checksum's name. */
final class Download {
    private static final int ATTEMPTS_WITHOUT_PROGRESS = 4;
    private static final int BUFFER = 1 << 16;

    private final HubClient client;
    private final HubId id;
    private final RemoteFile file;
    private final Path blob;
    private final Path incomplete;

    Download(HubClient client, HubId id, RemoteFile file, Path blob) {
        this.client = client;
        this.id = id;
        this.file = file;
        this.blob = blob;
        this.incomplete = blob.resolveSibling(blob.getFileName() + ".incomplete");
    }

    /** @param progress hears how many of the file's bytes are there */
    void run(LongConsumer progress) throws IOException {
        int failures = 0;
        long there = size();
        while (there < file.size()) {
            try {
                fetch(there, progress);
                failures = size() > there ? 0 : failures + 1;
                if (size() < file.size() && failures >= ATTEMPTS_WITHOUT_PROGRESS) {
                    throw new IOException("it ends after " + size() + " of " + file.size() + " bytes");
                }
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) {
                failures = size() > there ? 0 : failures + 1;
                if (failures >= ATTEMPTS_WITHOUT_PROGRESS) {
                    throw e;
                }
            }
            there = size();
        }
        check();
        Files.move(incomplete, blob, StandardCopyOption.ATOMIC_MOVE);
    }

    private long size() throws IOException {
        return Files.exists(incomplete) ? Files.size(incomplete) : 0;
    }

    private void fetch(long from, LongConsumer progress) throws IOException {
        HubClient.Content content = client.download(id, file, from);
        boolean goesOn = from > 0 && !content.fromTheBeginning();
        long done = goesOn ? from : 0;
        try (InputStream in = content.bytes();
                OutputStream out = Files.newOutputStream(
                        incomplete,
                        StandardOpenOption.CREATE,
                        goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0 && done <= file.size(); n = in.read(buffer)) {
                out.write(buffer, 0, n);
                done += n;
                progress.accept(Math.min(done, file.size()));
            }
        }
    }

    private void check() throws IOException {
        String found = size() == file.size() ? checksum() : size() + " bytes";
        if (!found.equals(file.etag())) {
            Files.delete(incomplete);
            throw new HubException(file.address() + " arrived damaged: its checksum should be " + file.etag()
                    + " and is " + found + "; try again");
        }
    }

    private String checksum() throws IOException {
        boolean large = file.etag().length() == 64;
        try (InputStream in = Files.newInputStream(incomplete)) {
            MessageDigest digest = MessageDigest.getInstance(large ? "SHA-256" : "SHA-1");
            if (!large) { // git's way
                digest.update(("blob " + file.size() + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            byte[] buffer = new byte[BUFFER];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1 and SHA-256", e);
        }
    }
}
