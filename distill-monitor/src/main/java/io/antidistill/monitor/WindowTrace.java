package io.antidistill.monitor;

import io.antidistill.probe.Lesson;
import io.antidistill.schema.ProtectedTrace;
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
        return new WindowTrace(
                Lessons.of(trace),
                trace.getTenant(),
                audit.getContext(),
                audit.getLambda(),
                audit.getKlMean(),
                audit.getChangedTokens(),
                audit.getCompletionTokens(),
                handedOverAt(trace));
    }

    static Instant handedOverAt(ProtectedTrace trace) {
        return trace.getCompletedAt().minusMillis(trace.getGenerationMillis() + trace.getQueueMillis());
    }
}
