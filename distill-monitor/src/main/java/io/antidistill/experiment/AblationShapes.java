package io.antidistill.experiment;

import io.antidistill.student.TinyProxy;
import io.antidistill.student.TinyShape;
import java.util.List;

/**
 * Which proxies an ablation makes. Immutable, validated at construction.
 *
 * @param keptLayers proxies of so many of the teacher's layers, trained on its answers
 * @param fromScratch proxies that have never seen the teacher, trained on generated arithmetic
 * @param steps of the training from scratch
 */
public record AblationShapes(List<Integer> keptLayers, List<TinyShape> fromScratch, int steps) {

    public AblationShapes {
        keptLayers = List.copyOf(keptLayers);
        fromScratch = List.copyOf(fromScratch);
        keptLayers.forEach(
                layers -> Setting.require(layers >= 1, layers, "keptLayers", "a proxy has at least one layer"));
        Setting.require(steps >= 1, steps, "steps", "it must be at least 1");
    }

    /**
     * For the tiny models: half, as much and twice the width of the shipped proxy, three layers of that width, and a proxy of the student's own
     * family; all others are foreign to it.
     */
    static AblationShapes tiny() {
        List<TinyShape> fromScratch = List.of(
                new TinyShape("qwen2", 24, 1),
                new TinyShape("qwen2", 48, 1),
                new TinyShape("qwen2", 96, 1),
                new TinyShape("qwen2", 48, 3),
                new TinyShape("llama", 48, 1));
        return new AblationShapes(List.of(1, 2), fromScratch, TinyProxy.SHIPPED_STEPS);
    }

    /** For teachers of a real vocabulary, of which nothing can be trained from scratch: about a quarter and half of their layers. */
    static AblationShapes real() {
        return new AblationShapes(List.of(7, 14), List.of(), 1);
    }

    /** How many proxies that makes. */
    int count() {
        return keptLayers.size() + fromScratch.size();
    }
}
