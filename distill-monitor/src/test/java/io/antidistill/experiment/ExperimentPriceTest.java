package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.student.TinyShape;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExperimentPriceTest {
    /** One seed of 8 prompts, a holdout of 4, 1 problem, 2 epochs; plain, one hot, one protected, one permuted arm. */
    private final TradeoffConfig config =
            new TradeoffConfig(ExperimentsTest.smallest(), List.of(2.0), List.of(2.0), List.of(1.6));

    @Test
    void countsEveryTokenThatIsSampledScoredLearntAndRead() {
        assertThat(ExperimentPrice.of(config, 10))
                .isEqualTo(new ExperimentPrice(4 * 80 + 40, 2 * 80, 5 * 10, 4 * 80 * 2, 5 * 40, 40, 0));
    }

    @Test
    void takesAScoredTokenForTwoAndReadingForAThirdOfLearning() {
        ExperimentPrice price = new ExperimentPrice(3000, 500, 100, 6000, 900, 200, 100);

        assertThat(price.samplingHours(1)).isCloseTo(1, within(1e-12));
        assertThat(price.trainingHours(1)).isCloseTo(6600 / 3600.0, within(1e-12));
        assertThat(price.table(1, 1).aligned()).contains("together").contains("2.8");
    }

    /**
     * Plain, as shipped, the student's base, the refreshed student, one from two of the teacher's layers, one from scratch. Of 8 prompts students
     * that become proxies learn 2 and 5.
     */
    @Test
    void anAblationAlsoCountsItsProxiesAndDirections() {
        AblationShapes proxies = new AblationShapes(List.of(2), List.of(new TinyShape("qwen2", 24, 1)), 5);
        AblationConfig ablation = new AblationConfig(
                ExperimentsTest.smallest(), 2, List.of(0.01), 6, EnumSet.of(AblationConfig.Part.PROXY), proxies);

        assertThat(ExperimentPrice.of(ablation, 10))
                .isEqualTo(new ExperimentPrice(
                        6 * 80 + 40 + 2 * 60,
                        5 * 80,
                        7 * 10,
                        (6 * 80 + 7 * 10) * 2,
                        7 * 40,
                        6 * 60,
                        3 * 60 + 5 * 32 * 10));
    }

    @Test
    void pricesThePapersExperiment() {
        ExperimentPrice price = ExperimentPrice.of(TradeoffConfig.paper(), 300);

        assertThat(price.teacherTokens()).isEqualTo((14L * 5231 + 2242) * 300);
        assertThat(price.scoredTokens()).isEqualTo(9L * 5231 * 300);
    }

    @Test
    void refusesARateOfNothing() {
        assertThatThrownBy(() -> ExperimentPrice.of(config, 10).samplingHours(0))
                .hasMessageContaining("above 0");
    }
}
