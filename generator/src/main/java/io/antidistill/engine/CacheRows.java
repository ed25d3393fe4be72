package io.antidistill.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Who sits in which row of a model's cache, and how much of each sequence the model has read. The rows in use are always the
 * first ones: a newcomer gets the row behind the last, and a leaver's row is filled by the last.
 */
final class CacheRows implements AutoCloseable {
    private final RowModel model;
    private final List<Slot> slots = new ArrayList<>();
    private final int[] read;

    CacheRows(RowModel model, int rows) {
        this.model = model;
        this.read = new int[rows];
    }

    int size() {
        return slots.size();
    }

    Slot slot(int row) {
        return slots.get(row);
    }

    List<Slot> slots(int first, int last) {
        return slots.subList(first, last);
    }

    void join(Slot slot) {
        read[slots.size()] = 0;
        slots.add(slot);
    }

    /** Does nothing if the slot is not here. */
    void leave(Slot slot) {
        int row = slots.indexOf(slot);
        if (row < 0) {
            return;
        }
        if (slot.failed()) {
            model.clearRow(row);
        }
        int last = slots.size() - 1;
        if (row != last) {
            model.moveRow(last, row);
            slots.set(row, slots.get(last));
            read[row] = read[last];
        }
        slots.remove(last);
    }

    /** The row of the first newcomer: those from here on have not been read at all. */
    int firstNewcomer() {
        int row = slots.size();
        while (row > 0 && read[row - 1] == 0) {
            row--;
        }
        return row;
    }

    /** Lets the model read what is new in rows first to last − 1, in one ragged pass. */
    float[] readOn(int first, int last, int[][] candidatesOrNull) {
        int[][] tokens = new int[last - first][];
        int[] starts = new int[last - first];
        for (int row = first; row < last; row++) {
            starts[row - first] = read[row];
            tokens[row - first] = slots.get(row).tokensFrom(read[row]);
        }
        float[] said = model.step(first, tokens, starts, candidatesOrNull);
        for (int row = first; row < last; row++) {
            read[row] = slots.get(row).length();
        }
        return said;
    }

    @Override
    public void close() {
        model.close();
    }
}
