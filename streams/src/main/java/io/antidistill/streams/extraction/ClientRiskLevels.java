package io.antidistill.streams.extraction;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.policy.ControlTable;
import io.antidistill.streams.policy.ControlTable.Entry;
import java.time.Instant;
import java.util.List;

/**
 * The risk level of a client now. A person's word counts before the detector's: that about the client, else that about
 * the narrowest group. Without one, the highest verdict on the client or its groups counts. Words and verdicts count
 * until they lapse. One that cannot be read counts as HIGH, because somebody wanted to warn.
 *
 * <p>As thread-safe as its table.
 */
public final class ClientRiskLevels {
    private static final RiskStanding NOTHING = new RiskStanding(RiskLevel.NORMAL, "no verdict");

    private final ControlTable<ClientRisk> verdicts;

    /** Reads that table at each look-up. */
    public ClientRiskLevels(ControlTable<ClientRisk> verdicts) {
        this.verdicts = verdicts;
    }

    /** NORMAL where there is no verdict or it has lapsed. */
    public RiskStanding of(String tenant, String client, Instant now) {
        List<String> keys = RiskKeys.about(tenant, client);
        for (String key : keys) {
            RiskStanding pinned = under(RiskKeys.pin(key), now);
            if (pinned != null) {
                return pinned;
            }
        }
        RiskStanding highest = NOTHING;
        for (String key : keys) {
            RiskStanding verdict = under(key, now);
            if (verdict != null && verdict.level().compareTo(highest.level()) > 0) {
                highest = verdict;
            }
        }
        return highest;
    }

    private RiskStanding under(String key, Instant now) {
        Entry<ClientRisk> entry = verdicts.get(key);
        if (entry.problem() != null) {
            return new RiskStanding(
                    RiskLevel.HIGH, "the record under '%s' cannot be read (%s)".formatted(key, entry.problem()));
        }
        ClientRisk verdict = entry.value();
        if (verdict == null || !now.isBefore(verdict.getUntil())) {
            return null;
        }
        String word = RiskKeys.isPin(key) ? "pinned for" : "verdict on";
        String why = "%s '%s' by %s until %s: %s"
                .formatted(word, verdict.getClient(), verdict.getIssuedBy(), verdict.getUntil(), verdict.getEvidence());
        return new RiskStanding(verdict.getLevel(), why);
    }
}
