package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TradeoffConfigTest {
    @Test
    void comparesPlainSamplingWithItsBaselines() {
        assertThat(TradeoffConfig.tiny().arms())
                .extracting(Arm::label)
                .containsExactly(
                        "plain tau 0.9",
                        "plain tau 1.6",
                        "ads lambda 0.5",
                        "ads lambda 2",
                        "ads lambda 8",
                        "permutation lambda 2",
                        "permutation lambda 8");
    }
}
