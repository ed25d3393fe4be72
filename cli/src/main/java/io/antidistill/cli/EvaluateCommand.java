package io.antidistill.cli;

import io.antidistill.cli.console.Progress;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.student.Evaluation;
import io.antidistill.student.JsonLines;
import io.antidistill.student.PlainAnswers;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Grades a model. */
@Command(
        name = "evaluate",
        header = "Measure how many problems a model solves.",
        description = {
            "Prints the accuracy with its Wilson interval: free, by the \\boxed{} in the model's own trace; and forced, by what"
                    + " follows when an answer prefix is appended to it."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR",
            description = "The model: a Hugging Face directory or hub id.")
    private Path model;

    @Option(
            names = "--dtype",
            paramLabel = "fp32|bf16",
            description = "Number type to compute in. Default: that of the weights' files.")
    private NumberType dtype;

    @ArgGroup(multiplicity = "1")
    private Source source;

    /** Where the problems come from. */
    static final class Source {
        @Option(
                names = "--problems",
                paramLabel = "FILE",
                description =
                        "GSM8K, MATH, MMLU, or question and answer: JSON lines, JSON, CSV, Parquet, or a directory.")
        private Path file;

        @Option(names = "--generate", paramLabel = "N", description = "Or: this many unseen arithmetic problems.")
        private int count;
    }

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "3",
            description = "Calculations per generated problem. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--tau", defaultValue = "0.9", description = "Sampling temperature. Default: ${DEFAULT-VALUE}.")
    private double tau;

    @Option(names = "--top-p", defaultValue = "0.95", description = "Nucleus. Default: ${DEFAULT-VALUE}.")
    private double topP;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "160",
            description = "Where an answer is cut off. Default: ${DEFAULT-VALUE}.")
    private int maxNewTokens;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Problem> problems = problems();
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel evaluated = LanguageModel.load(runtime, ModelDirectory.of(model), dtype);
                PlainAnswers answers = new PlainAnswers(runtime, evaluated, tau, topP, maxNewTokens, seed);
                Progress progress = Progress.of("answers", 2L * problems.size())) {
            Evaluation evaluation = Evaluation.of(answers, evaluated, problems, progress::at);
            PrintWriter print = spec.commandLine().getOut();
            print.printf("free    %s%n", evaluation.free());
            print.printf("forced  %s%n", evaluation.forced());
        }
        return 0;
    }

    private List<Problem> problems() throws IOException {
        return source.file != null
                ? JsonLines.readProblems(source.file)
                : ArithmeticTask.seeded(seed).problems(Split.TEST, steps, source.count);
    }
}
