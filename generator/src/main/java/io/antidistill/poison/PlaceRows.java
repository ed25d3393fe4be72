package io.antidistill.poison;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;

/**
 * What a model says at every place of one trace, held in native memory and copied out place by place: T times V numbers would not fit the heap
 * where vocabulary and trace are long. The tensor stays its owner's.
 */
public final class PlaceRows {
    private final NDArray rows;

    private PlaceRows(NDArray rows) {
        this.rows = rows;
    }

    /** @param rows T, V after dimensions of size 1 */
    public static PlaceRows of(NDArray rows) {
        return new PlaceRows(
                rows.reshape(-1, rows.getShape().get(rows.getShape().dimension() - 1)));
    }

    /** What was said after the token before this place, about the token that stands there: V numbers. */
    public float[] before(int place) {
        try (NDArray row = rows.get(new NDIndex(place - 1))) {
            return row.toFloatArray();
        }
    }
}
