package io.antidistill.cli.models;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.Progress;
import io.antidistill.hub.Hub;
import io.antidistill.hub.HubException;
import io.antidistill.hub.HubId;
import io.antidistill.hub.HubSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a command's user means by a model: a directory where there is one, otherwise a model of the Hugging Face hub. */
public final class ModelDirectory {
    private ModelDirectory() {}

    /**
     * Fetches a hub model into the cache when it is not there yet, with a progress bar.
     *
     * @param given a directory, or {@code org/name[@revision]}; null stays null
     * @throws CommandFailure if it may be a mistyped directory, and the hub does not have it either
     */
    public static Path of(Path given) {
        return of(given, HubSettings.of(System.getenv(), Path.of(System.getProperty("user.home"))));
    }

    static Path of(Path given, HubSettings settings) {
        Optional<HubId> id = given == null || Files.exists(given) ? Optional.empty() : HubId.parse(given.toString());
        if (id.isEmpty()) {
            return given;
        }
        try {
            return fetch(id.get(), new Hub(settings));
        } catch (HubException e) {
            if (!Files.isDirectory(given.getParent())) {
                throw e;
            }
            throw new CommandFailure(
                    "there is no directory %s, and as a model of the hub: %s".formatted(given, e.getMessage()), e);
        }
    }

    private static Path fetch(HubId id, Hub hub) {
        try (Bar bar = new Bar(id.repository() + ", MB")) {
            return hub.directory(id, bar::at);
        }
    }

    /** Begins when the size is known, and not at all where everything is in the cache. */
    private static final class Bar implements AutoCloseable {
        private final String task;
        private Progress progress;

        Bar(String task) {
            this.task = task;
        }

        void at(long bytes, long ofBytes) {
            if (progress == null && bytes < ofBytes) {
                progress = Progress.of(task, ofBytes >> 20);
            }
            if (progress != null) {
                progress.at(bytes >> 20);
            }
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
