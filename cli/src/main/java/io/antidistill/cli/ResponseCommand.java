package io.antidistill.cli;

import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.console.Progress;
import io.antidistill.experiment.TradeoffModels;
import io.antidistill.model.TorchRuntime;
import io.antidistill.plant.MeasuredResponse;
import io.antidistill.plant.ResponseMeasurement;
import io.antidistill.plant.ResponsePoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** λ → distillability, attack by attack: what a controller has to deal with. */
@Command(
        name = "response",
        header = "Measure distillability over lambda, attack by attack, with windows as small as the monitor's.",
        description = "What it writes is what `experiment controller --response` reads.",
        sortOptions = false)
final class ResponseCommand implements Callable<Integer> {
    @Option(names = "--out", required = true, paramLabel = "FILE.csv", description = "Where the curves go.")
    private Path out;

    @Option(
            names = "--lambdas",
            split = ",",
            paramLabel = "L",
            defaultValue = "0,0.5,1,2,4,8,16,32",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<Double> lambdas;

    @Option(
            names = "--attacks",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "clean-mix,perplexity-filter",
            description = "Tried besides plain. Default: ${DEFAULT-VALUE}.")
    private List<String> attacks;

    @Option(names = "--traces", paramLabel = "N", defaultValue = "128", description = "Default: ${DEFAULT-VALUE}.")
    private int traces;

    @Option(names = "--holdout", paramLabel = "N", defaultValue = "40", description = "Default: ${DEFAULT-VALUE}.")
    private int holdout;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "1", description = "Windows per lambda.")
    private int seeds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OutputFile.check(out);
        ResponseMeasurement measurement = new ResponseMeasurement(traces, holdout, lambdas, attacks, seeds);
        List<ResponsePoint> points = new ArrayList<>();
        try (TorchRuntime runtime = TorchRuntime.open();
                Progress progress = Progress.of("response", (long) lambdas.size() * seeds)) {
            measurement.run(runtime, TradeoffModels.in(Installation.tinyModels()), some -> {
                points.addAll(some);
                write(points);
                progress.at(points.size() / some.size());
            });
        }
        spec.commandLine().getOut().print(Files.readString(out));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void write(List<ResponsePoint> points) {
        try {
            Files.writeString(out, MeasuredResponse.csv(points));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + out + ": " + e.getMessage(), e);
        }
    }
}
