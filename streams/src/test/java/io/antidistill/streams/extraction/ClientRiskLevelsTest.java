package io.antidistill.streams.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.policy.ControlTable;
import io.antidistill.streams.policy.ControlTable.Entry;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientRiskLevelsTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");

    @Test
    void aVerdictCountsUntilItLapses() {
        ClientRiskLevels levels = levels(Entry.of(new ClientRisk("acme/bob", RiskLevel.ELEVATED, "many alike", NOON)));
        assertThat(levels.levelOf("acme", "bob", NOON.minusMillis(1))).isEqualTo(RiskLevel.ELEVATED);
        assertThat(levels.levelOf("acme", "bob", NOON)).isEqualTo(RiskLevel.NORMAL);
        assertThat(levels.levelOf("acme", "eve", NOON.minusMillis(1))).isEqualTo(RiskLevel.NORMAL);
    }

    @Test
    void aVerdictThatCannotBeReadCountsAsHigh() {
        assertThat(levels(Entry.unreadable("cut short")).levelOf("acme", "bob", NOON))
                .isEqualTo(RiskLevel.HIGH);
    }

    private static ClientRiskLevels levels(Entry<ClientRisk> bob) {
        return new ClientRiskLevels(new ControlTable<>() {
            @Override
            public Entry<ClientRisk> get(String key) {
                return key.equals("acme/bob") ? bob : Entry.absent();
            }

            @Override
            public Map<String, ClientRisk> readable() {
                return Map.of();
            }
        });
    }
}
