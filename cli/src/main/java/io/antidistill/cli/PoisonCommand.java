package io.antidistill.cli;

import io.antidistill.cli.cluster.TraceFile;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.console.Progress;
import io.antidistill.cli.models.ProxyTraces;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.DownstreamLoss;
import io.antidistill.poison.HeldOut;
import io.antidistill.poison.HoldoutSplit;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.poison.PoisonMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            description = "Clean traces of the teacher, as many as you like: they are read one after the other.")
    private Path traces;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.safetensors",
            description = "Where the direction goes.")
    private Path out;

    @Mixin
    private LossOptions lossOptions;

    @Option(
            names = "--holdout-share",
            paramLabel = "X",
            defaultValue = "0",
            description =
                    "Make the direction without the traces of this share of the prompts, and measure on those what"
                            + " it does to the loss. Default: ${DEFAULT-VALUE}.")
    private double holdoutShare;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        HoldoutSplit split = split();
        OutputFile.check(out);
        long lines = TraceFile.requireTraces(traces);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, proxy, NumberType.FP32);
                LossOptions.Loaded loaded = lossOptions.load(runtime, model)) {
            ProxyTraces source = new ProxyTraces(traces, model, loaded.longestTrace(model));
            try (PoisonDirection direction = build(runtime, source, split, loaded.loss(), lines)) {
                direction.save(out);
                report(direction);
                if (split.share() > 0) {
                    report(heldOut(runtime, direction, source, split, loaded.loss(), lines), direction);
                }
            }
        }
        return 0;
    }

    private HoldoutSplit split() {
        try {
            return new HoldoutSplit(holdoutShare);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }

    private static PoisonDirection build(
            TorchRuntime runtime, ProxyTraces source, HoldoutSplit split, DownstreamLoss loss, long lines)
            throws IOException {
        try (Progress progress = Progress.of("traces", lines);
                Stream<CompletionExample> all = source.stream()) {
            Stream<CompletionExample> kept = all.filter(trace -> !split.setsAside(trace));
            PoisonDirection direction = PoisonDirectionBuilder.build(runtime, source.proxy(), kept, loss, progress::at);
            progress.at(lines);
            return direction;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    private static HeldOut heldOut(
            TorchRuntime runtime,
            PoisonDirection direction,
            ProxyTraces source,
            HoldoutSplit split,
            DownstreamLoss loss,
            long lines)
            throws IOException {
        try (Progress progress = Progress.of("held-out traces", Math.round(lines * split.share()));
                Stream<CompletionExample> all = source.stream()) {
            Stream<CompletionExample> aside = all.filter(split::setsAside);
            return HeldOut.measure(runtime, source.proxy(), direction, aside, loss, progress::at);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    private void report(PoisonDirection direction) {
        PoisonMetadata made = direction.metadata();
        spec.commandLine()
                .getOut()
                .printf(
                        "poison direction %s from %d tokens of %d traces, loss %.4g, raw norm %.6g, sd of the score %.4g,"
                                + " in %s.%n",
                        direction.id(),
                        made.tokenCount(),
                        made.traceCount().orElseThrow(),
                        made.lossValue(),
                        made.rawNorm(),
                        made.scoreSd().orElseThrow(),
                        out);
    }

    private void report(HeldOut heldOut, PoisonDirection direction) {
        spec.commandLine()
                .getOut()
                .printf(
                        "held out: %d tokens of %d traces, loss %.4g; along the direction it rises by %.4g, which is"
                                + " %.1f %% of what it rises by on the direction's own traces.%n",
                        heldOut.tokens(),
                        heldOut.traces(),
                        heldOut.loss(),
                        heldOut.slope(),
                        100 * heldOut.slope() / direction.rawNorm());
    }
}
