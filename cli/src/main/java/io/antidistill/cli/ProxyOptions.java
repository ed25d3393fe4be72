package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.derivative.Combine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The stand-ins for a thief's student, and what is made of their poison scores. */
final class ProxyOptions {
    @Option(names = "--proxy", paramLabel = "DIR", description = "The stand-in for a thief's student; may be repeated.")
    private List<Path> proxies = new ArrayList<>();

    @Option(
            names = "--poison",
            paramLabel = "FILE",
            description = "The poison direction of each proxy, in the same order; make one with antidistill poison.")
    private List<Path> poisons = new ArrayList<>();

    @Option(
            names = "--combine",
            paramLabel = "mean|worst",
            defaultValue = "mean",
            description =
                    "With several proxies: protect by the mean of their poison scores, or by the smallest, which holds"
                            + " for whichever the student resembles. Default: ${DEFAULT-VALUE}.")
    private Combine combine;

    @Option(
            names = "--score-scale",
            paramLabel = "X",
            description = "What every poison score is multiplied by before lambda, instead of what its direction says;"
                    + " 1: the score as it is.")
    private Double scale;

    boolean none() {
        return proxies.isEmpty() && poisons.isEmpty();
    }

    ProxyFiles files() {
        if (scale != null && (!(scale > 0) || scale.isInfinite())) {
            throw new CommandFailure(2, "--score-scale is %s. Give a positive number.".formatted(scale));
        }
        return ProxyFiles.of(proxies, poisons, combine, Optional.ofNullable(scale));
    }
}
