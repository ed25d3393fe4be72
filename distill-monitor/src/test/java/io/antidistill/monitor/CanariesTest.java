package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.TraceAudit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanariesTest {
    private final LambdaInForce inForce = new LambdaInForce(2, START, "monitor", "test", false);
    private final Canaries canaries = new Canaries(8);

    @Test
    void countsWhatCameOfAFollowUpForACanaryWithoutAResult() {
        canaries.add(canary("a", true, true, 2));
        canaries.add(canary("b", true, false, 2));
        canaries.add(canary("c", false, false, 2));
        canaries.add(canary("c-forced", true, true, 2));

        assertThat(canaries.utility(inForce, 3).getAsDouble()).isEqualTo(1.0 / 3);
        assertThat(canaries.utilityForced(inForce, 3).getAsDouble()).isEqualTo(2.0 / 3);
        assertThat(canaries.withoutResult(inForce)).isEmpty();
    }

    @Test
    void countsAMissingFollowUpAsWrongAndSaysNothingWhereTooManyAreMissing() {
        canaries.add(canary("a", true, true, 2));
        canaries.add(canary("b", true, true, 2));
        canaries.add(canary("c", true, true, 2));
        canaries.add(canary("d", false, false, 2));

        assertThat(canaries.utilityForced(inForce, 3)).hasValue(0.75);
        assertThat(canaries.utilityForced(inForce, 4)).isEmpty();
        assertThat(canaries.withoutResult(inForce)).extracting(Canary::promptId).containsExactly("d");

        canaries.add(canary("e", false, false, 2));
        assertThat(canaries.utilityForced(inForce, 3))
                .as("two of five are missing")
                .isEmpty();
    }

    @Test
    void countsACanaryAndItsFollowUpOnlyUnderTheLambdaInForce() {
        canaries.add(canary("a", false, false, 2));
        canaries.add(canary("a-forced", true, true, 4));
        canaries.add(canary("b", false, false, 4));
        canaries.add(canary("b-forced", true, true, 2));

        assertThat(canaries.utility(inForce, 1)).hasValue(0);
        assertThat(canaries.utilityForced(inForce, 1)).isEmpty();

        for (String id : List.of("c", "d", "e")) {
            canaries.add(canary(id, true, true, 2));
        }
        assertThat(canaries.utilityForced(inForce, 1)).hasValue(0.75);
    }

    @Test
    void learnsTheLambdaOfBothFromAuditsThatComeLater() {
        canaries.add(new Canary(Records.trace("a", "q", "t", START.minusSeconds(9)), false, false, Optional.empty()));
        canaries.add(
                new Canary(Records.trace("a-forced", "q", "t", START.minusSeconds(9)), true, true, Optional.empty()));
        assertThat(canaries.utility(inForce, 1)).isEmpty();

        canaries.audited(audit("a", 2));
        canaries.audited(audit("a-forced", 2));
        assertThat(canaries.utilityForced(inForce, 1)).hasValue(1);
    }

    private static Canary canary(String id, boolean boxed, boolean right, double lambda) {
        return new Canary(Records.trace(id, "q", "t", START), boxed, right, Optional.of(audit(id, lambda)));
    }

    private static TraceAudit audit(String id, double lambda) {
        TraceAudit audit = Records.audit(id, "standard", lambda, ProbePurpose.CANARY);
        audit.setCommandedLambda(lambda);
        return audit;
    }
}
