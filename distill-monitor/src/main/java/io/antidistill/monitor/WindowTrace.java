package io.antidistill.monitor;

import io.antidistill.probe.Lesson;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.TraceAudit;
import java.time.Instant;

/**
 * A customer's trace with what the audit says of it. The lesson is all that the probe may learn from; the rest is
 * bookkeeping.
 *
 * @param handedOverAt when lambda was fixed for it
 */
record WindowTrace(
        Lesson lesson,
        String tenant,
        String context,
        double lambda,
        double klMean,
        int changedTokens,
        int completionTokens,
        Instant handedOverAt) {

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
                handedOverAt(trace));
    }

    static Instant handedOverAt(ProtectedTrace trace) {
        return trace.getCompletedAt().minusMillis(trace.getGenerationMillis() + trace.getQueueMillis());
    }
}
