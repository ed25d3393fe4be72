package io.antidistill.cli;

import io.antidistill.cli.cluster.TraceFile;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.cli.models.ProxyTraces;
import io.antidistill.derivative.ScoreCheck;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.HeldOut;
import io.antidistill.poison.HoldoutSplit;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonMetadata;
import io.antidistill.poison.ScoreScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
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
            description = "The proxy: a Hugging Face directory or hub id.")
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

    @Option(
            names = "--rank",
            paramLabel = "R",
            description =
                    "Store matrices as two factors of this rank: a smaller file and a faster score, not quite the same"
                            + " direction. What that costs is measured.")
    private Integer rank;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        HoldoutSplit split = split();
        if (rank != null && rank < 1) {
            throw new CommandFailure(2, "--rank is %d. Give a positive number.".formatted(rank));
        }
        OutputFile.check(out);
        long lines = TraceFile.requireTraces(traces);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, ModelDirectory.of(proxy), NumberType.FP32);
                LossOptions.Loaded loaded = lossOptions.load(runtime, model)) {
            ProxyTraces source = new ProxyTraces(traces, model, loaded.longestTrace(model));
            PoisonWork work = new PoisonWork(
                    runtime, source, split, loaded.loss(), lossOptions.calibration(runtime, model, loaded), lines);
            try (PoisonDirection full = work.make()) {
                if (rank == null) {
                    finish(full, work);
                } else {
                    finishAtRank(full, work);
                }
            }
        }
        return 0;
    }

    private void finish(PoisonDirection direction, PoisonWork work) throws IOException {
        Optional<ScoreScale> scale = work.scale(direction);
        if (scale.isEmpty()) {
            save(direction);
        } else {
            try (PoisonDirection scaled = direction.withScale(scale.get())) {
                save(scaled);
            }
        }
        if (holdoutShare > 0) {
            report(work.measure(direction), direction);
        }
    }

    private void save(PoisonDirection direction) {
        direction.save(out);
        report(direction);
    }

    private void finishAtRank(PoisonDirection full, PoisonWork work) throws IOException {
        List<SelectedTokens> sample = work.sample();
        LanguageModel model = work.source().proxy();
        try (PoisonDirection low = full.atRank(work.runtime(), model, rank, sample)) {
            finish(low, work);
            double distance = new ScoreCheck(work.runtime(), model, full, sample).distanceFrom(low);
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "rank %d: %.1f %% of the numbers; sine of the angle to the direction of full rank %.3g;"
                                    + " distance of the unit vectors of the score %.3g, on %d %straces.%n",
                            rank,
                            100.0 * low.tensors().count() / full.tensors().count(),
                            low.metadata().rankError().orElseThrow(),
                            distance,
                            sample.size(),
                            holdoutShare > 0 ? "held-out " : "of its own ");
        }
    }

    private HoldoutSplit split() {
        try {
            return new HoldoutSplit(holdoutShare);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }

    private void report(PoisonDirection direction) {
        PoisonMetadata made = direction.metadata();
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "poison direction %s from %d tokens of %d traces, loss %.4g, raw norm %.6g, sd of the score %.4g,"
                                + " in %s.%n",
                        direction.id(),
                        made.tokenCount(),
                        made.traceCount().orElseThrow(),
                        made.lossValue(),
                        made.rawNorm(),
                        made.scoreSd().orElseThrow(),
                        out);
        String scale = made.scale()
                .map(measured -> String.format(
                        Locale.ROOT, "score scale %.4g, with which %s.", measured.factor(), measured.basis()))
                .orElse("no score scale: no token of the traces has a choice.");
        spec.commandLine().getOut().println(scale);
    }

    private void report(HeldOut heldOut, PoisonDirection direction) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "held out: %d tokens of %d traces, loss %.4g; along the direction it rises by %.4g, which is"
                                + " %.1f %% of what it rises by on the direction's own traces.%n",
                        heldOut.tokens(),
                        heldOut.traces(),
                        heldOut.loss(),
                        heldOut.slope(),
                        100 * heldOut.slope() / direction.rawNorm());
    }
}
