package io.antidistill.probe;

import java.util.ArrayList;
import java.util.List;

/**
 * Mixes clean traces in, in place of as many protected ones, spread evenly.
 *
 * @param share of clean traces, within 0 and 1
 */
record CleanMix(double share) implements Attack {

    CleanMix {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("invalid value " + share + " for share: it must lie within 0 and 1");
        }
    }

    @Override
    public String name() {
        return share == 0.25 ? "clean-mix" : "clean-mix-" + Math.round(100 * share);
    }

    @Override
    public Curriculum prepare(Loot loot) {
        List<Lesson> mixed = new ArrayList<>(loot.traces());
        int most = Math.min(mixed.size(), loot.clean().size());
        for (int i = 0; i < most; i++) {
            if (Math.floor((i + 1) * share) > Math.floor(i * share)) {
                mixed.set(i, loot.clean().get(i));
            }
        }
        return Curriculum.of(mixed);
    }
}
