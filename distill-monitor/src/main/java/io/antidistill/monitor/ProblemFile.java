package io.antidistill.monitor;

import io.antidistill.task.Problem;
import io.antidistill.task.ProblemFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The problems that an operator named in the settings. */
final class ProblemFile {
    private ProblemFile() {}

    /** @throws IllegalArgumentException naming the file and line that cannot be used */
    static List<Problem> read(Path file) {
        try {
            return ProblemFiles.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("invalid value for monitor.problems: " + e.getMessage(), e);
        }
    }
}
