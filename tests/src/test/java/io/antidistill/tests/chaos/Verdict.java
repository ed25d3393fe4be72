package io.antidistill.tests.chaos;

import io.antidistill.schema.Message;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.Topics;
import io.antidistill.schema.TraceAudit;
import io.antidistill.tests.chaos.Reference.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came of a case. Immutable.
 *
 * @param prompts asked
 * @param lost prompts with neither a trace nor a dead letter
 * @param duplicated traces and audits beyond the first of a prompt
 * @param unprotected traces without an audit that says they were sampled at the policy's λ
 * @param otherText traces whose text is not the one that question and seed give at that λ, or whose seed is not their twin's
 * @param setAside prompts that became dead letters
 * @param repeated prompts that were handed to an engine more than once
 * @param longestGap between two visible traces after the first fault, while somebody waited
 */
record Verdict(
        int prompts,
        int lost,
        int duplicated,
        int unprotected,
        int otherText,
        Set<String> setAside,
        int repeated,
        Duration longestGap) {

    static Verdict of(Ledger ledger, Topics topics, Reference reference) {
        List<ProtectedTrace> traces = ledger.values(topics.traces());
        Map<String, TraceAudit> audits = new HashMap<>();
        ledger.values(topics.traceAudit()).forEach(audit -> audits.put(audit.getPromptId(), audit));
        Set<String> answered = new HashSet<>();
        traces.forEach(trace -> answered.add(trace.getPromptId()));
        Set<String> setAside = new HashSet<>();
        ledger.entries(topics.deadLetters()).forEach(letter -> setAside.add(letter.promptId()));
        Set<String> lost = ledger.askedIds();
        lost.removeAll(answered);
        lost.removeAll(setAside);
        int duplicatedAudits = ledger.entries(topics.traceAudit()).size() - audits.size();
        return new Verdict(
                ledger.askedIds().size(),
                lost.size(),
                traces.size() - answered.size() + duplicatedAudits,
                (int) traces.stream()
                        .filter(trace -> !isProtected(audits.get(trace.getPromptId())))
                        .count(),
                otherTexts(traces, audits, reference),
                setAside,
                (int) audits.values().stream()
                        .filter(audit -> audit.getAttempt() > 1)
                        .count(),
                ledger.longestGap());
    }

    private static boolean isProtected(TraceAudit audit) {
        return audit != null
                && audit.getLambda() == Reference.LAMBDA
                && audit.getMode() == ProtectionMode.PROTECT
                && !audit.getKilled();
    }

    /** One seed per question, and the text that it gives. */
    private static int otherTexts(List<ProtectedTrace> traces, Map<String, TraceAudit> audits, Reference reference) {
        Map<List<Message>, Long> seeds = new HashMap<>();
        traces.stream()
                .filter(trace -> audits.containsKey(trace.getPromptId()))
                .forEach(trace -> seeds.putIfAbsent(
                        trace.getMessages(), audits.get(trace.getPromptId()).getSeed()));
        List<Question> questions = new ArrayList<>();
        seeds.forEach((messages, seed) -> questions.add(new Question(messages, seed)));
        List<String> texts = reference.answers(questions);
        Map<List<Message>, String> expected = new HashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            expected.put(questions.get(i).messages(), texts.get(i));
        }
        return (int) traces.stream()
                .filter(trace -> {
                    TraceAudit audit = audits.get(trace.getPromptId());
                    return audit != null
                            && !(trace.getText().equals(expected.get(trace.getMessages()))
                                    && audit.getSeed() == seeds.get(trace.getMessages()));
                })
                .count();
    }
}
