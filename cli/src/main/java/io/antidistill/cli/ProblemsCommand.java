package io.antidistill.cli;

import io.antidistill.student.JsonLines;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes arithmetic word problems, as prompts and as graded problems at once. */
@Command(
        name = "problems",
        header = "Write arithmetic word problems as JSON lines.",
        description = "Each line has prompt, for `generate`, and question and answer, for `evaluate`.",
        descriptionHeading = "%n",
        sortOptions = false)
final class ProblemsCommand implements Callable<Integer> {
    /** A line of the file. */
    record Line(String prompt, String question, String answer, int steps) {
        static Line of(Problem problem) {
            return new Line(problem.question(), problem.question(), problem.answer(), problem.steps());
        }
    }

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            defaultValue = "test",
            description = "One of ${COMPLETION-CANDIDATES}, which never overlap. Default: ${DEFAULT-VALUE}.")
    private Split split;

    @Option(names = "--count", paramLabel = "N", defaultValue = "500", description = "Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "3",
            description = "Calculations per problem, 1 to 4. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE.jsonl", description = "Where the problems go.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<Problem> problems = ArithmeticTask.seeded(seed).problems(split, steps, count);
        JsonLines.write(out, problems.stream().map(Line::of).toList());
        spec.commandLine().getOut().printf("%d problems are in %s.%n", problems.size(), out);
        return 0;
    }
}
