package io.antidistill.cli.up;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.antidistill.schema.ProbeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The outcome of a run, as {@code --summary} writes it. Lambda and distillability are those of the first and the last
 * report of one group; null as long as there is no report. Immutable.
 *
 * @param tracesPerSecond of this run
 */
record Summary(
        int prompts,
        int traces,
        int deadLetters,
        int probeReports,
        Double lambdaFirst,
        Double lambdaLast,
        Double distillabilityFirst,
        Double distillabilityLast,
        double tracesPerSecond) {

    static Summary of(Tally tally, double tracesPerSecond) {
        ProbeReport first = tally.firstReport();
        ProbeReport last = tally.lastReport();
        return new Summary(
                tally.prompts(),
                tally.traces(),
                tally.deadLetters(),
                tally.probeReports(),
                first == null ? null : first.getLambdaBefore(),
                last == null ? null : last.getLambdaAfter(),
                first == null ? null : first.getDistillability(),
                last == null ? null : last.getDistillability(),
                Math.round(tracesPerSecond * 100) / 100.0);
    }

    /** Writes it as JSON, in one step. */
    void write(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(unfinished.toFile(), this);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
