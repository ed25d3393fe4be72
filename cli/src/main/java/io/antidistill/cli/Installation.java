package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** Where the project lies, and its version. */
final class Installation {
    private static final String HOME = "antidistill.home";

    private Installation() {}

    /** Directory of the models that come with the project. */
    static Path tinyModels() {
        String home = System.getProperty(HOME);
        Path directory =
                Path.of(home == null ? "." : home).resolve("models/tiny").toAbsolutePath();
        if (!Files.isDirectory(directory)) {
            throw new CommandFailure(
                    "no tiny models in %s. Start the command through bin/antidistill, or name models with --teacher, --proxy and --poison."
                            .formatted(directory));
        }
        return directory;
    }

    static String version() {
        try (InputStream in = Installation.class.getResourceAsStream("version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
