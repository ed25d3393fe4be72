package io.antidistill.hub;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Gets models from the Hugging Face hub into its cache ({@code models--org--name/blobs, refs, snapshots}). Thread-safe, one model at a time;
 * another process that wants the same model waits, and then finds it there.
 */
public final class Hub {
    private static final String ONE_FILE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final String TEXT_FILES = "config\\.json|generation_config\\.json|tokenizer[\\w.-]*\\.json"
            + "|chat_template[\\w.-]*|special_tokens_map\\.json";

    private final HubSettings settings;
    private final HubClient client;

    public Hub(HubSettings settings) {
        this(settings, Duration.ofSeconds(60));
    }

    /** @param patience how long nothing may come of a download before it counts as broken */
    Hub(HubSettings settings, Duration patience) {
        this.settings = settings;
        this.client = new HubClient(settings, patience);
    }

    /**
     * The model's directory in the cache; what is missing is downloaded first. A download that was cut off goes on where it was.
     *
     * @throws HubException if it cannot be had
     */
    public synchronized Path directory(HubId id, HubProgress progress) {
        Path folder = settings.cache().resolve(id.folder());
        if (settings.offline()) {
            return cached(id, folder)
                    .orElseThrow(() -> new HubException(id + " is not in the cache " + settings.cache()
                            + " and HF_HUB_OFFLINE is set; unset it, or fetch the model on a machine that is online"));
        }
        JsonNode model;
        try {
            model = client.model(id);
        } catch (IOException e) {
            return cached(id, folder)
                    .orElseThrow(() -> new HubException(
                            "cannot reach " + settings.endpoint() + " for " + id + " (" + describe(e)
                                    + "), and it is not in the cache; check the network, or HF_ENDPOINT",
                            e));
        }
        try (CacheLock lock = CacheLock.of(settings.cache(), id)) {
            return download(id, folder, model, progress);
        } catch (IOException e) {
            throw new HubException(
                    "cannot fetch " + id + " into " + folder + ": " + describe(e)
                            + "; check network and disk, then try again: it goes on where it was",
                    e);
        }
    }

    /** The snapshot that a revision was last seen at. */
    private static Optional<Path> cached(HubId id, Path folder) {
        try {
            Path ref = folder.resolve("refs").resolve(id.revision());
            String commit = Files.isRegularFile(ref) ? Files.readString(ref).strip() : id.revision();
            Path snapshot = folder.resolve("snapshots").resolve(commit);
            return Files.exists(snapshot.resolve("config.json")) ? Optional.of(snapshot) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path download(HubId id, Path folder, JsonNode model, HubProgress progress) throws IOException {
        String commit = model.path("sha").asText();
        if (!commit.matches("[0-9a-f]{40}")) {
            throw new HubException(settings.endpoint() + " names no commit for " + id + "; check HF_ENDPOINT");
        }
        List<RemoteFile> files = new ArrayList<>();
        for (String name : wanted(id, model.path("siblings"))) {
            files.add(client.file(id, commit, name));
        }
        Path snapshot = folder.resolve("snapshots").resolve(commit);
        Files.createDirectories(snapshot);
        Files.createDirectories(folder.resolve("blobs"));
        requireSpace(id, folder, files);
        long total = files.stream().mapToLong(RemoteFile::size).sum();
        long before = 0;
        for (RemoteFile file : files) {
            long done = before;
            Path blob = folder.resolve("blobs").resolve(file.etag());
            if (!Files.exists(blob)) {
                new Download(client, id, file, blob).run(bytes -> progress.at(done + bytes, total));
            }
            link(snapshot.resolve(file.name()), blob);
            before += file.size();
            progress.at(before, total);
        }
        if (!commit.equals(id.revision())) {
            Path ref = folder.resolve("refs").resolve(id.revision());
            Files.createDirectories(ref.getParent());
            Files.writeString(ref, commit);
        }
        return snapshot;
    }

    /** Configuration and tokenizer, and the weights once: whole if there is a whole file, else in parts. */
    private static Set<String> wanted(HubId id, JsonNode siblings) {
        Set<String> all = new TreeSet<>();
        siblings.forEach(sibling -> all.add(sibling.path("rfilename").asText()));
        Set<String> wanted = new TreeSet<>();
        for (String name : all) {
            boolean weights = all.contains(ONE_FILE)
                    ? name.equals(ONE_FILE)
                    : name.equals(INDEX) || name.matches("model-[\\w.-]*\\.safetensors");
            if (weights || name.matches(TEXT_FILES)) {
                wanted.add(name);
            }
        }
        if (!wanted.contains("config.json") || !(wanted.contains(ONE_FILE) || wanted.contains(INDEX))) {
            throw new HubException(
                    id + " has no config.json with safetensors weights; choose a model or a revision that has");
        }
        return wanted;
    }

    private static void requireSpace(HubId id, Path folder, List<RemoteFile> files) throws IOException {
        long needed = 0;
        for (RemoteFile file : files) {
            Path blob = folder.resolve("blobs").resolve(file.etag());
            Path part = blob.resolveSibling(file.etag() + ".incomplete");
            needed += Files.exists(blob) ? 0 : file.size() - (Files.exists(part) ? Files.size(part) : 0);
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (needed > free) {
            throw new HubException(
                    "%s needs %d MB and the disk of %s has %d left; make room, or set HF_HOME to another disk"
                            .formatted(id, needed >> 20, folder, free >> 20));
        }
    }

    private static void link(Path link, Path blob) throws IOException {
        if (Files.isSymbolicLink(link) && Files.exists(link) && Files.isSameFile(link, blob)) {
            return;
        }
        Files.deleteIfExists(link);
        try {
            Files.createSymbolicLink(link, link.getParent().relativize(blob));
        } catch (FileAlreadyExistsException e) {
            return; // another process was faster
        } catch (UnsupportedOperationException e) {
            Files.copy(blob, link);
        }
    }

    private static String describe(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getMessage().lines().findFirst().orElse("");
    }
}
