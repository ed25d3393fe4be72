package io.antidistill.monitor;

import io.antidistill.schema.TraceAudit;
import io.antidistill.task.Accuracy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** A group's latest canaries, and what came of asking once more for the results of those that had none. One thread at a time. */
final class Canaries {
    /** Partitions are read one after another at the start, so a canary's follow-up may be far from it. */
    private static final int AMPLE = 8;

    private final int most;
    private final Map<String, Canary> answers = new LinkedHashMap<>();
    /** By the id of the canary that each belongs to; either may come first. */
    private final Map<String, Canary> followUps;

    Canaries(int most) {
        this.most = most;
        this.followUps = new Bounded<>(AMPLE * most);
    }

    void add(Canary canary) {
        Optional<String> followed = FollowUp.canaryOf(canary.promptId());
        if (followed.isPresent()) {
            followUps.put(followed.get(), canary);
            return;
        }
        answers.put(canary.promptId(), canary);
        if (answers.size() > most) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    /** The audit of a canary came after its answer. */
    void audited(TraceAudit audit) {
        answers.computeIfPresent(audit.getPromptId(), (id, canary) -> canary.audited(audit));
        FollowUp.canaryOf(audit.getPromptId())
                .ifPresent(followed -> followUps.computeIfPresent(followed, (id, canary) -> canary.audited(audit)));
    }

    /** Share of right answers among those under this lambda; empty where they are fewer than {@code least}. */
    OptionalDouble utility(LambdaInForce inForce, int least) {
        List<Canary> under = under(inForce);
        return rate(under, Canary::right, under.size() >= least);
    }

    /**
     * The same with follow-ups, each under the same lambda as its canary. One that has not come counts as wrong; empty where
     * fewer than {@code least} results are here, or more than a quarter is missing.
     */
    OptionalDouble utilityForced(LambdaInForce inForce, int least) {
        List<Canary> under = under(inForce);
        long known = under.stream()
                .filter(canary -> canary.boxed() || followUp(canary, inForce).isPresent())
                .count();
        return rate(
                under,
                canary -> canary.boxed()
                        ? canary.right()
                        : followUp(canary, inForce).map(Canary::right).orElse(false),
                known >= least && 4 * known >= 3 * under.size());
    }

    /** Those under this lambda that came to no result, and of which nobody has answered a follow-up. */
    List<Canary> withoutResult(LambdaInForce inForce) {
        List<Canary> without = new ArrayList<>(under(inForce));
        without.removeIf(canary -> canary.boxed() || followUps.containsKey(canary.promptId()));
        return without;
    }

    private List<Canary> under(LambdaInForce inForce) {
        return answers.values().stream()
                .filter(canary -> canary.isUnder(inForce))
                .toList();
    }

    private Optional<Canary> followUp(Canary canary, LambdaInForce inForce) {
        return Optional.ofNullable(followUps.get(canary.promptId())).filter(followUp -> followUp.isUnder(inForce));
    }

    private static OptionalDouble rate(List<Canary> canaries, Predicate<Canary> right, boolean enough) {
        if (canaries.isEmpty() || !enough) {
            return OptionalDouble.empty();
        }
        int count = (int) canaries.stream().filter(right).count();
        return OptionalDouble.of(new Accuracy(count, canaries.size()).rate());
    }
}
