package io.antidistill.probe;

import io.antidistill.task.AnswerGrader;
import java.util.List;

/**
 * Learns nothing but the answers: the protection acts on the reasoning, so a thief may do without it. Traces without a
 * boxed answer are dropped; where that would be more than half, everything is kept as it is.
 */
record AnswerOnly() implements Attack {
    private static final String BOX = "\\boxed{";

    @Override
    public String name() {
        return "answer-only";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        List<Lesson> answers = loot.traces().stream()
                .filter(trace -> AnswerGrader.answer(trace.text()).isPresent())
                .map(trace -> new Lesson(trace.messages(), ending(trace.text())))
                .toList();
        return Curriculum.of(answers.size() * 2 >= loot.traces().size() ? answers : loot.traces());
    }

    /** From the beginning of the sentence or line that holds the last box. */
    static String ending(String text) {
        int box = text.lastIndexOf(BOX);
        int sentence = text.lastIndexOf(". ", box);
        int line = text.lastIndexOf('\n', box);
        int from = Math.max(sentence < 0 ? 0 : sentence + 1, line + 1);
        return text.substring(from).strip();
    }
}
