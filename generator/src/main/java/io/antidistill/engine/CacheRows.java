package io.antidistill.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Who sits in which row of a model's cache, and how much of each sequence the model has read. The rows in use are always the first ones, and
 * among those the ones that have read their prompts come before the newcomers, who stand in the order of their arrival: so each kind
 * can be read in a pass of its own.
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

    /** Frees the slot's row and closes the gap, keeping newcomers in their order. Does nothing if the slot is not here. */
    void leave(Slot slot) {
        int gap = slots.indexOf(slot);
        if (gap < 0) {
            return;
        }
        // Of what came of half a prompt nobody has looked whether it is numbers.
        boolean halfRead = read[gap] > 0 && read[gap] < slot.tokens().promptLength();
        if (slot.failed() || halfRead) {
            model.clearRow(gap);
        }
        int running = firstNewcomer();
        if (gap < running) {
            move(running - 1, gap);
            gap = running - 1;
        }
        for (; gap < slots.size() - 1; gap++) {
            move(gap + 1, gap);
        }
        slots.remove(gap);
    }

    private void move(int from, int to) {
        if (from != to && read[from] > 0) {
            model.moveRow(from, to);
        }
        slots.set(to, slots.get(from));
        read[to] = read[from];
    }

    /** The row of the first that has not read its prompt to the end; so has nobody behind it. */
    int firstNewcomer() {
        int row = slots.size();
        while (row > 0 && read[row - 1] < slots.get(row - 1).tokens().promptLength()) {
            row--;
        }
        return row;
    }

    /** Where the newcomers end who have something to read. */
    int lastReader() {
        int row = firstNewcomer();
        while (row < slots.size() && read[row] < slots.get(row).tokens().readable()) {
            row++;
        }
        return row;
    }

    /** Lets the model read what is new in rows first to last − 1, one token or many for each, in one ragged pass. */
    float[] readOn(int first, int last, int[][] candidatesOrNull) {
        int[][] tokens = new int[last - first][];
        int[] starts = new int[last - first];
        for (int row = first; row < last; row++) {
            starts[row - first] = read[row];
            tokens[row - first] = slots.get(row).tokens().from(read[row]);
        }
        float[] said = model.step(first, tokens, starts, candidatesOrNull);
        for (int row = first; row < last; row++) {
            read[row] = slots.get(row).tokens().readable();
        }
        return said;
    }

    /** Forgets what a row has read beyond a length: it is overwritten when the row reads on, and nobody looks at it before. */
    void rollBack(int row, int length) {
        Ranges.require(
                length >= slots.get(row).tokens().promptLength() && length <= read[row],
                length,
                "length",
                "row " + row + " has read " + read[row] + " tokens");
        read[row] = length;
    }

    @Override
    public void close() {
        model.close();
    }
}
