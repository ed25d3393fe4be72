package io.antidistill.probe;

/**
 * Listens most to the traces that pull the student's base where clean ones pull it: a trace weighs exp(beta * cosine of
 * its gradient with theirs).
 *
 * @param beta how strongly, above 0
 */
record GradientAlignment(double beta) implements Attack {

    GradientAlignment {
        if (!(beta > 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("invalid value " + beta + " for beta: it must be finite and above 0");
        }
    }

    @Override
    public String name() {
        return "gradient-alignment";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        return new Curriculum(
                loot.traces(),
                loot.students().alignments(loot.traces(), loot.aim()).stream()
                        .map(cosine -> Math.exp(beta * cosine))
                        .toList());
    }
}
