package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.LoadedModels;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The three files that protection rests on, for a service: all named, or the tiny ones. */
final class ModelOptions {
    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description = "The model that answers: a Hugging Face directory. Default: the tiny one.")
    private Path teacher;

    @Option(
            names = "--proxy",
            paramLabel = "DIR",
            description = "Stand-in for a thief's student. Default: the tiny one.")
    private Path proxy;

    @Option(
            names = "--poison",
            paramLabel = "FILE",
            description = "The proxy's poison direction; make one with antidistill poison. Default: the tiny one's.")
    private Path poison;

    @Option(
            names = "--dtype",
            paramLabel = "fp32|bf16",
            description = "Number type to compute in. Default: that of the weights' files.")
    private NumberType dtype;

    Path teacher() {
        check();
        return teacher != null ? teacher : Installation.tinyModels().resolve("teacher");
    }

    Path proxy() {
        check();
        return proxy != null ? proxy : Installation.tinyModels().resolve("proxy");
    }

    Path poison() {
        check();
        return poison != null ? poison : Installation.tinyModels().resolve("poison.safetensors");
    }

    Optional<NumberType> dtype() {
        return Optional.ofNullable(dtype);
    }

    LoadedModels load(TorchRuntime runtime) {
        return LoadedModels.load(runtime, teacher(), proxy(), poison(), dtype);
    }

    private void check() {
        if ((teacher == null) != (proxy == null) || (proxy == null) != (poison == null)) {
            throw new CommandFailure(
                    2, "--teacher, --proxy and --poison belong together. Give all three, or none for the tiny ones.");
        }
    }
}
