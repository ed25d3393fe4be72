package io.antidistill.probe;

/** Learns from everything as it came. */
record Plain() implements Attack {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public Curriculum prepare(Loot loot) {
        return Curriculum.of(loot.traces());
    }
}
