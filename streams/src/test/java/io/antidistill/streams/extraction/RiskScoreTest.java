package io.antidistill.streams.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.schema.RiskLevel;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class RiskScoreTest {
    private static final RiskThresholds THRESHOLDS = RiskThresholds.defaults();

    @Property
    void moreOfAnySignalNeverLowersTheVerdict(
            @ForAll Subject.Kind kind,
            @ForAll @DoubleRange(max = 10_000) double prompts,
            @ForAll @DoubleRange(max = 1) double longShare,
            @ForAll @DoubleRange(max = 10_000) double harvest,
            @ForAll @DoubleRange(max = 5_000) double accounts,
            @ForAll @DoubleRange(max = 1) double regularity,
            @ForAll @DoubleRange(max = 1_000) double volume,
            @ForAll @DoubleRange(max = 1) double more) {
        Assessment less =
                RiskScore.of(new Features(kind, prompts, longShare, harvest, accounts, regularity, volume), THRESHOLDS);
        Features[] greater = {
            new Features(kind, prompts + 1_000 * more, longShare, harvest, accounts, regularity, volume),
            new Features(kind, prompts, longShare + (1 - longShare) * more, harvest, accounts, regularity, volume),
            new Features(kind, prompts, longShare, harvest + 1_000 * more, accounts, regularity, volume),
            new Features(kind, prompts, longShare, harvest, accounts + 1_000 * more, regularity, volume),
            new Features(kind, prompts, longShare, harvest, accounts, regularity + (1 - regularity) * more, volume),
            new Features(kind, prompts, longShare, harvest, accounts, regularity, volume + 1_000 * more)
        };
        for (Features features : greater) {
            Assessment assessment = RiskScore.of(features, THRESHOLDS);
            assertThat(assessment.score()).isGreaterThanOrEqualTo(less.score() - 1e-12);
            assertThat(assessment.level()).isGreaterThanOrEqualTo(less.level());
        }
    }

    @Example
    void theSignalsOfAThiefWithoutAHarvestAreNoVerdict() {
        Features busy = new Features(Subject.Kind.CLIENT, 10_000, 0, 0, 1, 1, 1_000);
        assertThat(RiskScore.of(busy, THRESHOLDS).level()).isEqualTo(RiskLevel.NORMAL);
    }

    @Example
    void theEvidenceNamesWhatCountedWithValueAndThreshold() {
        Assessment assessment = RiskScore.of(new Features(Subject.Kind.FRAME, 900, 1, 800, 90, 0, 0), THRESHOLDS);
        assertThat(assessment.level()).isEqualTo(RiskLevel.HIGH);
        assertThat(assessment.evidence()).contains("frame harvest 800 (much: 200)", "accounts in the frame 90");
    }

    @Example
    void thresholdsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new RiskThresholds(0, 1, 1, 1, 1, 1, 1))
                .hasMessage("invalid value 0.0 for clientHarvest: it must be above 0 and finite");
        assertThatThrownBy(() -> new RiskThresholds(1, 1, 1, 1, 1, 2, 1)).hasMessageContaining("for high");
    }
}
