package io.antidistill.monitor;

import io.antidistill.probe.Lesson;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a group's prompts were answered when the monitor asked them as other clients. They are no customers' traces: no window, figure of cost or
 * watch on lambda has a part in them. Bounded. One thread at a time.
 */
final class Candidates {
    private final Map<String, Candidate> answers;

    private record Candidate(ProtectedTrace answer, Optional<TraceAudit> audit) {}

    Candidates(int most) {
        answers = new Bounded<>(most);
    }

    /** @param audit empty if it is yet to come */
    void add(ProtectedTrace answer, Optional<TraceAudit> audit) {
        answers.put(answer.getPromptId(), new Candidate(answer, audit));
    }

    /** The audit of a candidate came after its answer. */
    void audited(TraceAudit audit) {
        answers.computeIfPresent(
                audit.getPromptId(), (id, candidate) -> new Candidate(candidate.answer(), Optional.of(audit)));
    }

    /** Those to these prompts that were sampled under this lambda. */
    List<Lesson> to(Set<List<ChatMessage>> prompts, LambdaInForce inForce) {
        return answers.values().stream()
                .filter(candidate -> WindowTrace.isUnder(inForce, candidate.answer(), candidate.audit()))
                .map(candidate -> Lessons.of(candidate.answer()))
                .filter(lesson -> prompts.contains(lesson.messages()))
                .toList();
    }
}
