package io.antidistill.probe;

import io.antidistill.task.AnswerGrader;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Takes the protection's wording away: where the student's own base, at a low temperature, comes to the same result, its text stands in for
 * the trace. The answer was what the thief needed; all other traces stay.
 *
 * @param tau temperature of the base, above 0
 */
record StyleRewrite(double tau) implements Attack {
    StyleRewrite {
        if (!(tau > 0) || Double.isInfinite(tau)) {
            throw new IllegalArgumentException("invalid value " + tau + " for tau: it must be finite and above 0");
        }
    }

    @Override
    public String name() {
        return "style-rewrite";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        List<Lesson> traces = loot.traces();
        List<String> own =
                loot.students().answers(traces.stream().map(Lesson::messages).toList(), tau);
        return Curriculum.of(IntStream.range(0, traces.size())
                .mapToObj(i -> rewritten(traces.get(i), own.get(i)))
                .toList());
    }

    private static Lesson rewritten(Lesson trace, String own) {
        boolean agrees = AnswerGrader.answer(trace.text())
                .map(answer -> AnswerGrader.isRight(own, answer))
                .orElse(false);
        return agrees ? new Lesson(trace.messages(), own) : trace;
    }
}
