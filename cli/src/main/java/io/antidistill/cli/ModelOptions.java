package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The three files that protection rests on, for a service: all named, or the tiny ones. */
final class ModelOptions {
    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description =
                    "The model that answers: a Hugging Face directory or hub id. Default, with proxy and direction: the tiny ones.")
    private Path teacher;

    @Mixin
    private ProxyOptions proxies;

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
        Path tiny = Installation.tinyModels();
        return proxies.none()
                ? ProxyFiles.one(tiny.resolve("proxy"), tiny.resolve("poison.safetensors"))
                : proxies.files();
    }

    Optional<NumberType> dtype() {
        return Optional.ofNullable(dtype);
    }

    LoadedModels load(TorchRuntime runtime) {
        return LoadedModels.load(runtime, teacher(), proxies(), dtype);
    }

    private void check() {
        if ((teacher == null) != proxies.none()) {
            throw new CommandFailure(
                    2, "--teacher, --proxy and --poison belong together. Give all three, or none for the tiny ones.");
        }
    }
}
