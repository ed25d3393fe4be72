package io.antidistill.cli;

import io.antidistill.cli.cluster.TraceFile;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.console.Progress;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.tokenizer.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a poison direction. */
@Command(
        name = "poison",
        header = "Make the poison direction of a proxy from clean traces.",
        description = {
            "The direction is the gradient of the proxy's loss on the traces: JSON lines with prompt and text, sampled"
                    + " from the teacher without protection (antidistill generate --sampler plain)."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class PoisonCommand implements Callable<Integer> {
    @Option(
            names = "--proxy",
            required = true,
            paramLabel = "DIR",
            description = "The proxy: a Hugging Face directory.")
    private Path proxy;

    @Option(
            names = "--traces",
            required = true,
            paramLabel = "FILE.jsonl",
            description = "Clean traces of the teacher.")
    private Path traces;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.safetensors",
            description = "Where the direction goes.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        OutputFile.check(out);
        List<TraceFile.Line> lines = TraceFile.read(traces);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, proxy)) {
            List<CompletionExample> examples = lines.stream()
                    .map(line -> model.example(List.of(new ChatMessage("user", line.prompt())), line.text()))
                    .toList();
            try (Progress progress = Progress.of("traces", examples.size());
                    PoisonDirection direction = PoisonDirectionBuilder.build(runtime, model, examples, progress::at)) {
                direction.save(out);
                spec.commandLine()
                        .getOut()
                        .printf(
                                "poison direction %s from %d traces, raw norm %.6g, in %s.%n",
                                direction.id(), examples.size(), direction.rawNorm(), out);
            }
        }
        return 0;
    }
}
