package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
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

    /** Rows that earlier versions stored say their settings in this form. */
    @Test
    void writesTheSettingsFlat() {
        JsonNode tree = new ObjectMapper().valueToTree(TradeoffConfig.tiny());

        assertThat(tree.get("prompts").asInt()).isEqualTo(600);
        assertThat(tree.get("student").get("rank").asInt()).isEqualTo(16);
        assertThat(tree.get("lambdas")).hasSize(3);
        assertThat(tree.has("setting")).isFalse();
    }

    @Test
    void refusesALambdaThatIsNotPositive() {
        assertThatThrownBy(() -> new TradeoffConfig(Setting.tiny(), List.of(0.0), List.of(), List.of()))
                .hasMessageContaining("invalid value 0.0 for lambdas");
    }
}
