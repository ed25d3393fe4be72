package io.antidistill.monitor;

import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import java.util.Optional;

/**
 * A graded answer to a prompt with a known answer, sampled as customers' prompts are. Nobody changes its Avro records.
 *
 * @param answer to the question; to a follow-up, what came after the cue
 * @param boxed whether it came to a result at all
 * @param right whether the result is
 * @param audit empty as long as it is not here
 */
record Canary(ProtectedTrace answer, boolean boxed, boolean right, Optional<TraceAudit> audit) {
    String promptId() {
        return answer.getPromptId();
    }

    Canary audited(TraceAudit now) {
        return new Canary(answer, boxed, right, Optional.of(now));
    }

    boolean isUnder(LambdaInForce inForce) {
        return WindowTrace.isUnder(inForce, answer, audit);
    }
}
