package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.derivative.Combine;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The three files that protection rests on, for a service: all named, or the tiny ones. */
final class ModelOptions {
    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description = "The model that answers: a Hugging Face directory or hub id. Default: the tiny one.")
    private Path teacher;

    @Option(
            names = "--proxy",
            paramLabel = "DIR",
            description = "Stand-in for a thief's student; may be repeated. Default: the tiny one.")
    private List<Path> proxies = new ArrayList<>();

    @Option(
            names = "--poison",
            paramLabel = "FILE",
            description =
                    "The poison direction of each proxy, in the same order; make one with antidistill poison. Default:"
                            + " the tiny one's.")
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
            names = "--dtype",
            paramLabel = "fp32|bf16",
            description = "Number type to compute in. Default: that of the weights' files.")
    private NumberType dtype;

    /** Whether nobody has named any, so that the models are those that come with the project. */
    boolean tiny() {
        check();
        return teacher == null;
    }

    Path teacher() {
        check();
        return teacher != null ? teacher : Installation.tinyModels().resolve("teacher");
    }

    ProxyFiles proxies() {
        check();
        if (proxies.isEmpty()) {
            Path tiny = Installation.tinyModels();
            return ProxyFiles.one(tiny.resolve("proxy"), tiny.resolve("poison.safetensors"));
        }
        return ProxyFiles.of(proxies, poisons, combine);
    }

    Optional<NumberType> dtype() {
        return Optional.ofNullable(dtype);
    }

    LoadedModels load(TorchRuntime runtime) {
        return LoadedModels.load(runtime, teacher(), proxies(), dtype);
    }

    private void check() {
        if ((teacher == null) != proxies.isEmpty() || proxies.isEmpty() != poisons.isEmpty()) {
            throw new CommandFailure(
                    2, "--teacher, --proxy and --poison belong together. Give all three, or none for the tiny ones.");
        }
    }
}
