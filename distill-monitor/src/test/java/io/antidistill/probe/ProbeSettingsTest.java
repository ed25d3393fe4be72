package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeSettingsTest {
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void whatIsOffIsNoPartOfTheSettingsAsJson() {
        JsonNode plain = json.valueToTree(ProbeSettings.defaults());
        JsonNode varied = json.valueToTree(settings(List.of("q_proj"), 0.1, true));

        assertThat(plain.has("dropout") || plain.has("packing") || plain.has("alphaOrNull"))
                .isFalse();
        assertThat(varied.get("dropout").doubleValue()).isEqualTo(0.1);
        assertThat(varied.get("packing").booleanValue()).isTrue();
    }

    @Test
    void anotherTemperatureChangesNothingElse() {
        ProbeSettings settings = settings(List.of("q_proj"), 0.1, true);

        assertThat(settings.withTau(0.5).withTau(0.9)).isEqualTo(settings);
        assertThat(settings.withTau(0.5)).isNotEqualTo(settings);
    }

    @Test
    void dropoutWithoutAnAdapterIsRefused() {
        assertThat(settings(List.of(), 0, true).targets()).isEmpty();
        assertThatThrownBy(() -> settings(List.of(), 0.1, false))
                .hasMessage("invalid value 0.1 for dropout: only an adapter's input is dropped; "
                        + "set it to 0, or train an adapter");
    }

    private static ProbeSettings settings(List<String> targets, double dropout, boolean packing) {
        Double alpha = targets.isEmpty() ? null : 8.0;
        return new ProbeSettings(3, 8, 16, targets, false, 2e-3, 0.1, 160, 0.9, 0.95, 20, dropout, packing, alpha);
    }
}
