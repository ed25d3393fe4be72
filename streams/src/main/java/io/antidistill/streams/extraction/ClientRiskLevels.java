package io.antidistill.streams.extraction;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.policy.ControlTable;
import io.antidistill.streams.policy.ControlTable.Entry;
import java.time.Instant;

/**
 * The risk level of a client now. A verdict counts until it lapses; one that cannot be read counts as HIGH, because
 * somebody wanted to warn.
 *
 * <p>As thread-safe as its table.
 */
public final class ClientRiskLevels {
    private final ControlTable<ClientRisk> verdicts;

    /** Reads that table at each look-up. */
    public ClientRiskLevels(ControlTable<ClientRisk> verdicts) {
        this.verdicts = verdicts;
    }

    /** NORMAL where there is no verdict or it has lapsed. */
    public RiskLevel levelOf(String tenant, String client, Instant now) {
        Entry<ClientRisk> entry = verdicts.get(tenant + "/" + client);
        if (entry.problem() != null) {
            return RiskLevel.HIGH;
        }
        ClientRisk verdict = entry.value();
        return verdict != null && now.isBefore(verdict.getUntil()) ? verdict.getLevel() : RiskLevel.NORMAL;
    }
}
