package io.antidistill.tests;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the project under test lies. */
public final class Repository {
    private Repository() {}

    /** The directory with bin and models. */
    public static Path home() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(directory.resolve("bin/antidistill"))) {
            directory = directory.getParent();
        }
        return directory;
    }

    public static Path tinyModels() {
        return home().resolve("models/tiny");
    }
}
