package io.antidistill.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.console.Progress;
import io.antidistill.cli.figures.DetectionCurves;
import io.antidistill.streams.simulation.DetectionExperiment;
import io.antidistill.streams.simulation.DetectionReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Simulated thieves among simulated customers, judged by the stream's own scorer. */
@Command(
        name = "detection",
        header = "Measure how many simulated thieves the extraction detector finds at 1 %% false positives.",
        description = "The threshold is set on one simulated day and judged on another. No model, no broker.",
        sortOptions = false)
final class DetectionCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            description = "JSON lines whose 'question' or 'prompt' the thieves ask. Default: made-up word problems.")
    private Path questions;

    @Option(
            names = "--tuning-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The day that sets the threshold.")
    private long tuningSeed;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "102", description = "The day that is reported on.")
    private long seed;

    @Option(names = "--plot", paramLabel = "FILE.png", description = "Draw what is found over false positives.")
    private Path plot;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (plot != null) {
            OutputFile.check(plot);
        }
        DetectionExperiment experiment = experiment();
        DetectionReport report;
        try (Progress progress = Progress.of("detection", experiment.steps())) {
            report = experiment.run(progress::at);
        }
        spec.commandLine().getOut().print(report.markdown());
        spec.commandLine().getOut().flush();
        if (plot != null) {
            DetectionCurves.draw(report, plot);
        }
        return 0;
    }

    private DetectionExperiment experiment() throws IOException {
        List<String> asked = questions == null ? List.of() : read(questions);
        if (questions != null && asked.size() < DetectionExperiment.MOST_QUESTIONS) {
            throw new CommandFailure(
                    "%s has %d questions, the largest campaign asks %d. Add questions, or leave --questions out."
                            .formatted(questions, asked.size(), DetectionExperiment.MOST_QUESTIONS));
        }
        return new DetectionExperiment(tuningSeed, seed, asked);
    }

    private static List<String> read(Path file) throws IOException {
        List<String> questions = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (!line.isBlank()) {
                questions.add(question(file, number, line));
            }
        }
        return questions;
    }

    private static String question(Path file, int number, String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new CommandFailure("line %d of %s is no JSON. Write one object per line.".formatted(number, file), e);
        }
        JsonNode question = json.hasNonNull("question") ? json.get("question") : json.path("prompt");
        if (!question.isTextual() || question.asText().isBlank()) {
            throw new CommandFailure(
                    "line %d of %s has no text under 'question' or 'prompt'. Add one.".formatted(number, file));
        }
        return question.asText();
    }
}
