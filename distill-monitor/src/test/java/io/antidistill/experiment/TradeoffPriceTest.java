package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TradeoffPriceTest {
    /** One seed of 8 prompts, a holdout of 4, 1 problem, 2 epochs; plain, one hot, one protected, one permuted arm. */
    private final TradeoffConfig config =
            new TradeoffConfig(ExperimentsTest.smallest(), List.of(2.0), List.of(2.0), List.of(1.6));

    @Test
    void countsEveryTokenThatIsSampledScoredLearntAndRead() {
        assertThat(TradeoffPrice.of(config, 10))
                .isEqualTo(new TradeoffPrice(4 * 80 + 40, 2 * 80, 5 * 10, 4 * 80 * 2, 5 * 40, 40));
    }

    @Test
    void takesAScoredTokenForTwoAndReadingForAThirdOfLearning() {
        TradeoffPrice price = new TradeoffPrice(3000, 500, 100, 6000, 900, 300);

        assertThat(price.samplingHours(1)).isCloseTo(1, within(1e-12));
        assertThat(price.trainingHours(1)).isCloseTo(6600 / 3600.0, within(1e-12));
        assertThat(price.table(1, 1).aligned()).contains("together").contains("2.8");
    }

    @Test
    void pricesThePapersExperiment() {
        TradeoffPrice price = TradeoffPrice.of(TradeoffConfig.paper(), 300);

        assertThat(price.teacherTokens()).isEqualTo((14L * 5231 + 2242) * 300);
        assertThat(price.scoredTokens()).isEqualTo(9L * 5231 * 300);
    }

    @Test
    void refusesARateOfNothing() {
        assertThatThrownBy(() -> TradeoffPrice.of(config, 10).samplingHours(0)).hasMessageContaining("above 0");
    }
}
