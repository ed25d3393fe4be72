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
 * @param proxies those that are made, besides the student's own base and its refreshed self
 */
public record AblationConfig(
        @JsonUnwrapped Setting setting,
        double lambda,
        List<Double> epsilons,
        int poisonTraces,
        Set<Part> parts,
        AblationShapes proxies) {
    /** All tokens, answer tokens, content tokens. */
    private static final int LOSSES = 3;
    /** The student's base, and the student refreshed as it learns. */
    private static final int STUDENTS = 2;

    /** From how many proxies the refreshed one's traces come. */
    static final int REFRESHED_PARTS = 3;

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
        Setting.require(
                proxies.fromScratch().isEmpty() || setting.filesOrNull() == null,
                proxies.fromScratch(),
                "proxies from scratch",
                "they learn generated arithmetic, and the problems come from files; leave them out");
    }

    /** Everything, at λ 2. */
    public static AblationConfig of(Setting setting) {
        AblationShapes proxies = setting.filesOrNull() == null ? AblationShapes.tiny() : AblationShapes.real();
        return new AblationConfig(setting, 2, List.of(1e-3, 1e-2, 1e-1, 1.0), 300, EnumSet.allOf(Part.class), proxies);
    }

    /** How many arms there are, plain sampling among them. */
    public int arms() {
        return 1 + protectedArms();
    }

    /** How many arms are protected: that as shipped, and one for each exchange. */
    int protectedArms() {
        int exchanges = parts.stream()
                .mapToInt(part -> switch (part) {
                    case SCORE -> epsilons.size();
                    case ORDER, GUARD -> 1;
                    case LOSS -> LOSSES;
                    case PROXY -> STUDENTS + proxies.count();
                })
                .sum();
        return 1 + exchanges;
    }

    /** How many directions are made. */
    int directions() {
        int refreshed = REFRESHED_PARTS * setting.seeds();
        return (parts.contains(Part.LOSS) ? LOSSES : 0)
                + (parts.contains(Part.PROXY) ? 1 + refreshed + proxies.count() : 0);
    }

    /** How many lessons students learn to become proxies: after the first part of them, after two, and so on. */
    long lessonsToRefresh() {
        long each = 0;
        for (int part = 1; part < REFRESHED_PARTS; part++) {
            each += (long) setting.prompts() * part / REFRESHED_PARTS;
        }
        return parts.contains(Part.PROXY) ? each * setting.seeds() : 0;
    }

    /** Those that are made; none where the proxy is not exchanged. */
    AblationShapes trained() {
        return parts.contains(Part.PROXY) ? proxies : new AblationShapes(List.of(), List.of(), proxies.steps());
    }
}
