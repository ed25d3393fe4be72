package io.antidistill.student;

import io.antidistill.model.LanguageModel;
import io.antidistill.task.Accuracy;
import io.antidistill.task.AnswerGrader;
import io.antidistill.task.Problem;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * How many problems a model solves: by what it writes of its own accord, and when the answer is forced by a cue after it.
 *
 * @param free graded by the box in the trace itself; the stricter figure
 * @param forced graded by what follows the cue
 * @param traces what the model wrote, in the order of the problems
 */
public record Evaluation(Accuracy free, Accuracy forced, List<String> traces) {
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
        AnswerCue cue = AnswerCue.of(model.tokenizer());
        List<String> ends = answers.continued(
                questions,
                traces.stream().map(cue::workings).toList(),
                cue.text(),
                AnswerCue.MOST_TOKENS,
                done -> progress.accept(problems.size() + done));
        List<String> forced = ends.stream().map(AnswerCue::boxed).toList();
        return new Evaluation(graded(problems, traces), graded(problems, forced), traces);
    }

    private static Accuracy graded(List<Problem> problems, List<String> texts) {
        int right = 0;
        for (int i = 0; i < problems.size(); i++) {
            right += AnswerGrader.isRight(texts.get(i), problems.get(i).answer()) ? 1 : 0;
        }
        return new Accuracy(right, problems.size());
    }
}
