package io.antidistill.cli;

import io.antidistill.cli.cluster.TraceFile;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.console.Progress;
import io.antidistill.cli.figures.ScoreErrors;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.cli.models.ProxyTraces;
import io.antidistill.derivative.ScoreCheck;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The paper's check of the finite difference, against an exact derivative that is itself checked. */
@Command(
        name = "check-score",
        header = "Measure how exact the poison score is on a proxy, over epsilon.",
        description = {
            "Compares the finite difference, and forward mode in other number types, with forward mode in fp32, and that with"
                    + " automatic differentiation. The error is the sine of the angle between the scores of the traces' tokens.",
            "Writes score-error.csv, .png and .svg."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class CheckScoreCommand implements Callable<Integer> {
    @Option(
            names = "--proxy",
            required = true,
            paramLabel = "DIR",
            description = "The proxy: a Hugging Face directory or hub id.")
    private Path proxy;

    @Option(
            names = "--poison",
            required = true,
            paramLabel = "FILE",
            description = "The proxy's poison direction; make one with antidistill poison.")
    private Path poison;

    @Option(
            names = "--traces",
            required = true,
            paramLabel = "FILE.jsonl",
            description = "Traces on whose tokens the score is computed.")
    private Path traces;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where table and figure go.")
    private Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "16",
            description = "Traces to use, from the first on. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--epsilons",
            split = ",",
            paramLabel = "X",
            defaultValue = "1e-5,3e-5,1e-4,3e-4,1e-3,3e-3,1e-2,3e-2,0.1,0.3,1,3,10",
            description = "Steps of the finite difference. Default: ${DEFAULT-VALUE}.")
    private List<Double> epsilons;

    @Option(
            names = "--dtypes",
            split = ",",
            paramLabel = "TYPE",
            defaultValue = "fp32,bf16",
            description = "Number types to compute in. Default: ${DEFAULT-VALUE}.")
    private List<NumberType> types;

    @Option(
            names = "--autograd-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description =
                    "Tokens on which forward mode is compared with automatic differentiation, a backward pass each."
                            + " Default: ${DEFAULT-VALUE}.")
    private int autogradTokens;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requireSoundOptions();
        Files.createDirectories(out);
        for (String ending : List.of("csv", "png", "svg")) {
            OutputFile.check(out.resolve("score-error." + ending));
        }
        TraceFile.requireTraces(traces);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, ModelDirectory.of(proxy), NumberType.FP32);
                PoisonDirection direction = PoisonDirection.load(runtime, poison, model)) {
            List<SelectedTokens> tokens = tokens(model);
            ScoreCheck check = new ScoreCheck(runtime, model, direction, tokens);
            double autograd = distanceFromAutograd(check);
            ScoreErrors errors = sweep(check);
            errors.writeCsv(out);
            errors.draw("Error of the poison score on " + model.name(), out);
            report(tokens, autograd, errors);
        }
        return 0;
    }

    private void requireSoundOptions() {
        if (count < 1 || autogradTokens < 1) {
            throw new CommandFailure(2, "--count and --autograd-tokens count from 1 on. Give a positive number.");
        }
        if (epsilons.stream().anyMatch(epsilon -> !(epsilon > 0) || epsilon.isInfinite())) {
            throw new CommandFailure(2, "--epsilons holds a step that is not positive. Give positive numbers.");
        }
    }

    private List<SelectedTokens> tokens(LanguageModel model) throws IOException {
        ProxyTraces source = new ProxyTraces(traces, model, model.config().maxPositions());
        try (Stream<CompletionExample> all = source.stream()) {
            return all.limit(count).map(SelectedTokens::all).toList();
        }
    }

    private double distanceFromAutograd(ScoreCheck check) {
        try (Progress progress = Progress.of("backward passes", autogradTokens)) {
            return check.distanceFromAutograd(autogradTokens, progress::at);
        }
    }

    private ScoreErrors sweep(ScoreCheck check) {
        List<ScoreErrors.Row> rows = new ArrayList<>();
        List<NumberType> distinct = types.stream().distinct().toList();
        try (Progress progress = Progress.of("measurements", (long) distinct.size() * (epsilons.size() + 1) - 1)) {
            for (NumberType type : distinct) {
                if (type != NumberType.FP32) { // that one is what the others are compared with
                    rows.add(new ScoreErrors.Row(type, Optional.empty(), check.forwardMode(type)));
                    progress.at(rows.size());
                }
                for (double epsilon : epsilons) {
                    rows.add(new ScoreErrors.Row(type, Optional.of(epsilon), check.finiteDifference(epsilon, type)));
                    progress.at(rows.size());
                }
            }
        }
        return new ScoreErrors(rows);
    }

    private void report(List<SelectedTokens> tokens, double autograd, ScoreErrors errors) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.printf(
                Locale.ROOT,
                "forward mode, fp32: distance %.3g from automatic differentiation (unit vectors).%n",
                autograd);
        for (ScoreErrors.Row row : errors.rows()) {
            if (row.epsilon().isEmpty()) {
                terminal.printf(
                        Locale.ROOT,
                        "forward mode, %s: error %.3g.%n",
                        row.type().name().toLowerCase(Locale.ROOT),
                        row.error().overTokens());
            }
        }
        for (NumberType type : types.stream().distinct().toList()) {
            errors.best(type)
                    .ifPresent(row -> terminal.printf(
                            Locale.ROOT,
                            "finite difference, %s: error %.3g at its best epsilon, %s.%n",
                            type.name().toLowerCase(Locale.ROOT),
                            row.error().overTokens(),
                            row.epsilon().orElseThrow()));
        }
        terminal.printf(
                "Table and figure over %d tokens of %d traces in %s.%n",
                tokens.stream().mapToInt(SelectedTokens::count).sum(), tokens.size(), out);
    }
}
