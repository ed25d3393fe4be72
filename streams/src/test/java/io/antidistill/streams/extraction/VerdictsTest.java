package io.antidistill.streams.extraction;

import static io.antidistill.schema.RiskLevel.ELEVATED;
import static io.antidistill.schema.RiskLevel.HIGH;
import static io.antidistill.schema.RiskLevel.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.extraction.Verdicts.InForce;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class VerdictsTest {
    private static final long HOLD = Verdicts.HOLD.toMillis();

    @Property
    void aVerdictInForceIsNeverLoweredNorShortened(
            @ForAll RiskLevel before,
            @ForAll RiskLevel found,
            @ForAll @LongRange(min = 1, max = 100_000_000) long until,
            @ForAll @LongRange(max = 100_000_000) long at) {
        InForce inForce = new InForce(before, until);
        Verdicts.next(inForce, finding(found), at).ifPresent(next -> {
            assertThat(next.getLevel()).isNotEqualTo(NORMAL);
            assertThat(next.getUntil().toEpochMilli()).isEqualTo(at + HOLD);
            if (at < until) {
                assertThat(next.getLevel()).isGreaterThanOrEqualTo(before);
            }
        });
    }

    @Example
    void sayingTheSameAgainWaitsForHalfTheTime() {
        InForce inForce = new InForce(ELEVATED, HOLD);
        assertThat(Verdicts.next(inForce, finding(ELEVATED), HOLD / 2 - 1)).isEmpty();
        assertThat(Verdicts.next(inForce, finding(ELEVATED), HOLD / 2)).isPresent();
        assertThat(Verdicts.next(inForce, finding(HIGH), 1)).isPresent();
        assertThat(Verdicts.next(new InForce(HIGH, HOLD), finding(ELEVATED), HOLD))
                .isPresent();
        assertThat(Verdicts.next(null, finding(NORMAL), 1)).isEmpty();
    }

    private static Finding finding(RiskLevel level) {
        return new Finding("acme/bob", level, 2, "a test", List.of());
    }
}
