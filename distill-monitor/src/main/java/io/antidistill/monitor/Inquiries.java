package io.antidistill.monitor;

import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.PromptEvent;
import io.antidistill.student.AnswerCue;
import io.antidistill.task.Problem;
import io.antidistill.tokenizer.ChatMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what the monitor asks: holdout references first, then for the results of canaries that had none, then canaries,
 * then clean references for the window's prompts, then those prompts as other clients. So many questions at once that
 * customers hardly notice; an unanswered one is put again after a while under the same id, so that a late answer does not
 * make two. One thread at a time.
 */
final class Inquiries {
    private static final int MOST_OUTSTANDING = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MOST_ATTEMPTS = 3;
    private static final int MOST_FOLLOWED_UP = 4096;

    /** How long a new lambda may take to reach every instance; canaries asked sooner might be answered under the old. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private static final String CLIENT = "antidistill-monitor";

    private final MonitorConfig config;
    private final MonitorQuestions questions;
    private final AnswerCue cue;
    private final String run;
    private final Map<Key, Asked> outstanding = new LinkedHashMap<>();
    private final Map<String, Integer> canariesLeft = new HashMap<>();
    private final Map<String, Integer> nextCanary = new HashMap<>();
    private final Map<String, Integer> cleanLeft = new HashMap<>();
    private final Map<String, Set<List<ChatMessage>>> askedAsOthers = new HashMap<>();
    private final Set<String> followedUp = Collections.newSetFromMap(new Bounded<>(MOST_FOLLOWED_UP));
    private long count;

    private record Key(ProbePurpose purpose, String group, String client, List<ChatMessage> messages) {
        Key(ProbePurpose purpose, String group, List<ChatMessage> messages) {
            this(purpose, group, CLIENT, messages);
        }
    }

    private record Asked(ProbePrompt prompt, Instant at, int attempt) {}

    /**
     * @param cue what a teacher's answer without a result is gone on with
     * @param run makes the prompt ids of this run differ from those of every other run
     */
    Inquiries(MonitorConfig config, MonitorQuestions questions, AnswerCue cue, String run) {
        this.config = config;
        this.questions = questions;
        this.cue = cue;
        this.run = run;
    }

    /** Called with every answer, whichever run asked for it. */
    void answered(ProbeTrace answer) {
        ProbePurpose purpose = answer.getPurpose();
        List<ChatMessage> messages = Lessons.chat(answer.getTrace().getMessages());
        boolean forAll = purpose == ProbePurpose.CLEAN_REFERENCE && questions.isHoldout(messages);
        outstanding.remove(new Key(
                purpose,
                forAll ? "" : answer.getLambdaGroup(),
                answer.getTrace().getClient(),
                messages));
    }

    /** A finished round entitles its group to new canaries and to some further clean references. */
    void roundFinished(String group) {
        canariesLeft.put(group, config.canariesPerRound());
        askedAsOthers.remove(group);
        cleanLeft.merge(group, config.cleanPerRound(), (left, more) -> Math.min(left + more, config.windowTraces()));
    }

    /** What is to be sent now. */
    List<ProbePrompt> due(MonitorBook book, Instant now) {
        List<ProbePrompt> due = new ArrayList<>();
        askAgain(now, due);
        String anyGroup = book.groups().stream()
                .filter(GroupBook::isProtected)
                .map(GroupBook::name)
                .findFirst()
                .orElse("standard");
        for (Problem problem : questions.holdout()) {
            List<ChatMessage> messages = Lessons.question(problem.question());
            if (!book.hasHoldout(messages)) {
                Key key = new Key(ProbePurpose.CLEAN_REFERENCE, "", messages);
                ask(key, anyGroup, CLIENT, config.context(), now, due);
            }
        }
        for (GroupBook group : book.groups()) {
            if (group.isProtected() && !config.ignoredGroups().contains(group.name())) {
                if (!settling(group, now)) {
                    askForResults(group, now, due);
                    askCanaries(group, now, due);
                }
                askClean(group, now, due);
                askAsOtherClients(group, now, due);
            }
        }
        return due;
    }

    private static boolean settling(GroupBook group, Instant now) {
        return group.inForce().since().plus(SETTLING).isAfter(now);
    }

    /** Each is asked for once; what nobody answers stays without. */
    private void askForResults(GroupBook group, Instant now, List<ProbePrompt> due) {
        for (Canary canary : group.canariesWithoutResult()) {
            Optional<List<ChatMessage>> messages = FollowUp.messages(canary, cue);
            if (outstanding.size() >= MOST_OUTSTANDING) {
                return;
            }
            if (messages.isPresent() && followedUp.add(canary.promptId())) {
                Key key = new Key(ProbePurpose.CANARY, group.name(), messages.get());
                PromptEvent event = event(
                        FollowUp.id(canary),
                        key,
                        canary.answer().getTenant(),
                        canary.audit().orElseThrow().getContext(),
                        now);
                event.setMaxNewTokens(AnswerCue.MOST_TOKENS);
                send(key, group.name(), event, due);
            }
        }
    }

    private void askCanaries(GroupBook group, Instant now, List<ProbePrompt> due) {
        WindowTrace typical = group.typical().orElseThrow();
        int pool = questions.canaries().size();
        int left = canariesLeft.getOrDefault(group.name(), config.canariesPerRound());
        int next = nextCanary.computeIfAbsent(group.name(), name -> Math.floorMod(run.hashCode(), pool));
        while (left > 0 && outstanding.size() < MOST_OUTSTANDING) {
            Problem problem = questions.canaries().get(next);
            Key key = new Key(ProbePurpose.CANARY, group.name(), Lessons.question(problem.question()));
            ask(key, group.name(), typical.tenant(), typical.context(), now, due);
            next = (next + 1) % pool;
            left--;
        }
        nextCanary.put(group.name(), next);
        canariesLeft.put(group.name(), left);
    }

    private void askClean(GroupBook group, Instant now, List<ProbePrompt> due) {
        int known = group.clean().size();
        for (WindowTrace trace : group.window()) {
            if (outstanding.size() >= MOST_OUTSTANDING) {
                return;
            }
            List<ChatMessage> messages = trace.lesson().messages();
            Key key = new Key(ProbePurpose.CLEAN_REFERENCE, group.name(), messages);
            if (group.hasClean(messages) || outstanding.containsKey(key) || questions.isHoldout(messages)) {
                continue;
            }
            boolean filling = known + cleanOutstanding(group.name()) < config.windowTraces();
            int left = cleanLeft.getOrDefault(group.name(), 0);
            if (!filling && left <= 0) {
                return;
            }
            cleanLeft.put(group.name(), filling ? left : left - 1);
            ask(key, group.name(), trace.tenant(), trace.context(), now, due);
        }
    }

    /** A new lambda makes these stale as it does canaries, but so many a round are enough in any case. */
    private void askAsOtherClients(GroupBook group, Instant now, List<ProbePrompt> due) {
        int others = config.thief().clients() - 1;
        Set<List<ChatMessage>> asked = askedAsOthers.computeIfAbsent(group.name(), name -> new HashSet<>());
        if (others == 0 || settling(group, now)) {
            return;
        }
        for (WindowTrace trace : group.freshUnseen()) {
            if (asked.size() >= config.thief().promptsPerRound() || outstanding.size() + others > MOST_OUTSTANDING) {
                return;
            }
            List<ChatMessage> messages = trace.lesson().messages();
            if (asked.add(messages)) {
                for (int client = 2; client <= config.thief().clients(); client++) {
                    Key key = new Key(ProbePurpose.CANDIDATE, group.name(), CLIENT + "-" + client, messages);
                    ask(key, group.name(), trace.tenant(), trace.context(), now, due);
                }
            }
        }
    }

    private long cleanOutstanding(String group) {
        return outstanding.keySet().stream()
                .filter(key -> key.purpose() == ProbePurpose.CLEAN_REFERENCE
                        && key.group().equals(group))
                .count();
    }

    private void ask(Key key, String group, String tenant, String context, Instant now, List<ProbePrompt> due) {
        if (outstanding.size() < MOST_OUTSTANDING && !outstanding.containsKey(key)) {
            send(key, group, event("probe-" + run + "-" + count++, key, tenant, context, now), due);
        }
    }

    private void send(Key key, String group, PromptEvent event, List<ProbePrompt> due) {
        ProbePrompt prompt = ProbePrompt.newBuilder()
                .setPurpose(key.purpose())
                .setLambdaGroup(group)
                .setPrompt(event)
                .build();
        outstanding.put(key, new Asked(prompt, event.getSubmittedAt(), 1));
        due.add(prompt);
    }

    private static PromptEvent event(String id, Key key, String tenant, String context, Instant now) {
        return PromptEvent.newBuilder()
                .setPromptId(id)
                .setTenant(tenant)
                .setClient(key.client())
                .setContext(context)
                .setMessages(Lessons.messages(key.messages()))
                .setMaxNewTokens(null)
                .setSubmittedAt(now)
                .build();
    }

    /** What nobody answers again and again is given up, and asked under a new id if it is still wanted. */
    private void askAgain(Instant now, List<ProbePrompt> due) {
        outstanding
                .values()
                .removeIf(asked -> asked.attempt() == MOST_ATTEMPTS
                        && !asked.at().plus(PATIENCE).isAfter(now));
        outstanding.replaceAll((key, asked) -> {
            if (asked.at().plus(PATIENCE).isAfter(now)) {
                return asked;
            }
            due.add(asked.prompt());
            return new Asked(asked.prompt(), now, asked.attempt() + 1);
        });
    }
}
