package io.antidistill.experiment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which parts of the method are exchanged, one at a time. Immutable, validated at construction.
 *
 * @param setting problems, teacher and student
 * @param lambda of every arm but the plain one
 * @param epsilons steps of the finite difference, along the unit direction
 * @param poisonTraces clean traces that other directions are made of
 * @param parts what is exchanged
 */
public record AblationConfig(
        @JsonUnwrapped Setting setting, double lambda, List<Double> epsilons, int poisonTraces, Set<Part> parts) {

    /** What can be exchanged. */
    public enum Part {
        /** How the poison score is computed. */
        SCORE,
        /** Where the nucleus is cut. */
        ORDER,
        /** Whether the answer is left to the plain teacher. */
        GUARD,
        /** Which tokens the downstream loss counts. */
        LOSS,
        /** Which model is the proxy. */
        PROXY;

        /** The name on the command line and in labels. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public AblationConfig {
        epsilons = List.copyOf(epsilons);
        parts = Set.copyOf(parts);
        Setting.require(lambda > 0 && Double.isFinite(lambda), lambda, "lambda", "it must be above 0");
        Setting.requirePositive(epsilons, "epsilons", "each must be above 0");
        Setting.require(poisonTraces >= 2, poisonTraces, "poisonTraces", "it must be at least 2");
    }

    /** Everything, at λ 2. */
    public static AblationConfig of(Setting setting) {
        return new AblationConfig(setting, 2, List.of(1e-3, 1e-2, 1e-1, 1.0), 300, EnumSet.allOf(Part.class));
    }
}
