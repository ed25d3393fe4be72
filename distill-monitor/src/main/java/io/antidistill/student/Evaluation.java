package io.antidistill.student;

import io.antidistill.model.LanguageModel;
import io.antidistill.task.Accuracy;
import io.antidistill.task.AnswerGrader;
import io.antidistill.task.Problem;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * How many problems a model solves: by what it writes of its own accord, and when the answer is forced by a prefix after it. The prefix is the
 * paper's, after the whole trace; a tokenizer that cannot write it gets a short one, in place of the trace's own answer sentence.
 *
 * @param free graded by the box in the trace itself; the stricter figure
 * @param forced graded by what follows the prefix
 * @param traces what the model wrote, in the order of the problems
 */
public record Evaluation(Accuracy free, Accuracy forced, List<String> traces) {
    private static final String PAPER_PREFIX = "\n\n**Final Answer**\n\\[\\boxed{";
    private static final String SHORT_PREFIX = " answer: \\boxed{";
    private static final int FORCED_TOKENS = 12;

    public Evaluation {
        traces = List.copyOf(traces);
    }

    /**
     * Answers every problem twice, freely and forced.
     *
     * @param progress hears the number of generations done, of twice as many as there are problems
     * @throws IllegalArgumentException if there are no problems
     */
    public static Evaluation of(
            PlainAnswers answers, LanguageModel model, List<Problem> problems, IntConsumer progress) {
        List<String> questions = problems.stream().map(Problem::question).toList();
        List<String> traces = answers.to(questions, progress);
        boolean paper = canWrite(model, PAPER_PREFIX);
        List<String> workings =
                paper ? traces : traces.stream().map(Evaluation::withoutAnswer).toList();
        List<String> ends = answers.continued(
                questions,
                workings,
                paper ? PAPER_PREFIX : SHORT_PREFIX,
                FORCED_TOKENS,
                done -> progress.accept(problems.size() + done));
        // the last brace counts only where the model has not closed the box itself
        List<String> forced = ends.stream().map(end -> "\\boxed{" + end + "}").toList();
        return new Evaluation(graded(problems, traces), graded(problems, forced), traces);
    }

    private static boolean canWrite(LanguageModel model, String text) {
        return model.tokenizer().decode(model.tokenizer().encode(text)).contains("Final Answer");
    }

    /** The trace up to the sentence with its own box: a small model has never seen an answer after an answer. */
    static String withoutAnswer(String trace) {
        int box = trace.lastIndexOf("\\boxed{");
        return box < 0 ? trace : trace.substring(0, trace.lastIndexOf(". ", box) + 1);
    }

    private static Accuracy graded(List<Problem> problems, List<String> texts) {
        int right = 0;
        for (int i = 0; i < problems.size(); i++) {
            right += AnswerGrader.isRight(texts.get(i), problems.get(i).answer()) ? 1 : 0;
        }
        return new Accuracy(right, problems.size());
    }
}
