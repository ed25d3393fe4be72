package io.antidistill.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The attacks that a round can try, by name. */
public final class Attacks {
    private static final List<Attack> ALL = List.of(
            new Plain(),
            new RepetitionFilter(4, 0.3),
            new PerplexityFilter(0.1),
            new TerseFilter(0.5),
            new AnswerOnly(),
            new CleanMix(0.25),
            new CleanMix(0.1),
            new CleanMix(0.5),
            new BestOfSeveral(),
            new StyleRewrite(0.3),
            new GradientAlignment(0.5));

    private Attacks() {}

    /** Learns from everything as it came; the first of every round. */
    public static Attack plain() {
        return ALL.get(0);
    }

    /** Every attack, plain first. */
    public static List<Attack> all() {
        return ALL;
    }

    /**
     * The attacks of these names, in this order, after plain, which need not be named.
     *
     * @throws IllegalArgumentException for a name that no attack has
     */
    public static List<Attack> named(List<String> names) {
        List<Attack> attacks = new ArrayList<>(List.of(plain()));
        for (String name : names) {
            Attack attack = ALL.stream()
                    .filter(known -> known.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("invalid value " + name
                            + " for attacks: known are "
                            + ALL.stream().map(Attack::name).collect(Collectors.joining(", "))));
            if (!attacks.contains(attack)) {
                attacks.add(attack);
            }
        }
        return List.copyOf(attacks);
    }
}
