package io.antidistill.student;

/** Which layers a shallower model keeps. Pure. */
final class KeptLayers {
    private KeptLayers() {}

    /**
     * Layers spread evenly over the depth, the first and the last among them; of one layer, the first.
     *
     * @throws IllegalArgumentException if there are not so many, or none is wanted
     */
    static int[] spread(int layers, int kept) {
        if (kept < 1 || kept > layers) {
            throw new IllegalArgumentException(
                    "invalid value " + kept + " for layers: the teacher has " + layers + ", keep at least one");
        }
        int[] chosen = new int[kept];
        for (int i = 0; i < kept; i++) {
            chosen[i] = kept == 1 ? 0 : (int) Math.round((double) i * (layers - 1) / (kept - 1));
        }
        return chosen;
    }
}
