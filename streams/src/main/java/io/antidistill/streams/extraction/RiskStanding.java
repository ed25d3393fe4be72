package io.antidistill.streams.extraction;

import io.antidistill.schema.RiskLevel;
import java.util.Objects;

/**
 * How suspicious a client counts as, and by whose word. Immutable.
 *
 * @param level what applies
 * @param why the record that says so, for people
 */
public record RiskStanding(RiskLevel level, String why) {
    public RiskStanding {
        Objects.requireNonNull(level, "level");
        Objects.requireNonNull(why, "why");
    }
}
