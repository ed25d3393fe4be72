package io.antidistill.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where an embedded system keeps its data. */
final class DataDirectoryOption {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${env:ANTIDISTILL_DATA_DIR:-.antidistill}",
            description = "Data directory of `antidistill up`. Default: .antidistill in the current directory, or"
                    + " $ANTIDISTILL_DATA_DIR.")
    private Path directory;

    Path path() {
        return directory.toAbsolutePath().normalize();
    }
}
