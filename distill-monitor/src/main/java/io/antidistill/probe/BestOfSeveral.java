package io.antidistill.probe;

import io.antidistill.task.AnswerGrader;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Asks the same prompt as several clients and keeps one answer: of those with the commonest result the one that the student's base finds
 * likeliest. One client's retries are alike, so the candidates are the window's traces of one prompt and what the monitor
 * itself was answered as other clients.
 */
record BestOfSeveral() implements Attack {
    @Override
    public String name() {
        return "best-of-several";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        Map<List<ChatMessage>, List<Lesson>> byPrompt = new LinkedHashMap<>();
        loot.traces().forEach(trace -> byPrompt.computeIfAbsent(trace.messages(), prompt -> new ArrayList<>())
                .add(trace));
        loot.candidates().stream()
                .filter(candidate -> byPrompt.containsKey(candidate.messages()))
                .forEach(candidate -> byPrompt.get(candidate.messages()).add(candidate));
        return Curriculum.of(byPrompt.values().stream()
                .map(candidates -> best(agreeing(candidates.stream().distinct().toList()), loot.students()))
                .toList());
    }

    private static Lesson best(List<Lesson> candidates, Students students) {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        List<Double> losses = students.losses(candidates);
        return candidates.get(IntStream.range(0, losses.size())
                .boxed()
                .min(Comparator.comparingDouble(losses::get))
                .orElseThrow());
    }

    /** Those with the commonest answer; of several such answers the one that came first. What came to none loses to any that did. */
    private static List<Lesson> agreeing(List<Lesson> candidates) {
        List<Lesson> answered = candidates.stream()
                .filter(candidate -> AnswerGrader.answer(candidate.text()).isPresent())
                .toList();
        List<List<Lesson>> groups = new ArrayList<>();
        for (Lesson candidate : answered.isEmpty() ? candidates : answered) {
            groups.stream()
                    .filter(group -> sameAnswer(group.get(0), candidate))
                    .findFirst()
                    .orElseGet(() -> {
                        groups.add(new ArrayList<>());
                        return groups.get(groups.size() - 1);
                    })
                    .add(candidate);
        }
        List<Lesson> most = groups.get(0);
        for (List<Lesson> group : groups) {
            most = group.size() > most.size() ? group : most;
        }
        return most;
    }

    private static boolean sameAnswer(Lesson one, Lesson other) {
        return AnswerGrader.answer(one.text())
                .flatMap(a -> AnswerGrader.answer(other.text()).map(b -> AnswerGrader.equal(a, b)))
                .orElse(false);
    }
}
