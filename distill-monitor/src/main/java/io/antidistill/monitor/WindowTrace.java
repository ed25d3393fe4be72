package io.antidistill.monitor;

import io.antidistill.probe.Lesson;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.TraceAudit;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A customer's trace with what the audit says of it. The lesson is all that the probe may learn from; the rest is
 * bookkeeping.
 *
 * @param handedOverAt when lambda was fixed for it, by the stream's clock
 * @param commanded the group's lambda that its own came of; empty where no command had a say, or the audit is silent
 */
record WindowTrace(
        Lesson lesson,
        String tenant,
        String context,
        double lambda,
        double klMean,
        int changedTokens,
        int completionTokens,
        Instant handedOverAt,
        OptionalDouble commanded) {

    static WindowTrace of(ProtectedTrace trace, TraceAudit audit) {
        boolean tilted = audit.getMode() == ProtectionMode.PROTECT; // of a shadow the audit says what would have been
        return new WindowTrace(
                Lessons.of(trace),
                trace.getTenant(),
                audit.getContext(),
                tilted ? audit.getLambda() : 0,
                tilted ? audit.getKlMean() : 0,
                tilted ? audit.getChangedTokens() : 0,
                audit.getCompletionTokens(),
                handedOverAt(trace),
                tilted ? commanded(audit) : OptionalDouble.empty());
    }

    static OptionalDouble commanded(TraceAudit audit) {
        Double lambda = audit.getCommandedLambda();
        return lambda == null ? OptionalDouble.empty() : OptionalDouble.of(lambda);
    }

    /** Whether it was sampled under this command. The command that the audit names decides, so clocks may differ. */
    boolean isUnder(LambdaInForce inForce) {
        return isUnder(inForce, commanded, handedOverAt);
    }

    private static boolean isUnder(LambdaInForce inForce, OptionalDouble commanded, Instant handedOverAt) {
        return commanded.isPresent()
                ? commanded.getAsDouble() == inForce.lambda()
                : !handedOverAt.isBefore(inForce.since());
    }

    /** @param audit empty as long as it is not here */
    static boolean isUnder(LambdaInForce inForce, ProtectedTrace trace, Optional<TraceAudit> audit) {
        return isUnder(inForce, audit.map(WindowTrace::commanded).orElse(OptionalDouble.empty()), handedOverAt(trace));
    }

    static Instant handedOverAt(ProtectedTrace trace) {
        return trace.getCompletedAt().minusMillis(trace.getGenerationMillis() + trace.getQueueMillis());
    }
}
