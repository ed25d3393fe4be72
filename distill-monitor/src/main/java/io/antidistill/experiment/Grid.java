package io.antidistill.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Every arm with every seed: rows that are stored are taken from there, the others are made and stored. One thread at a
 * time.
 */
final class Grid<R extends ResultRow> {
    private final ResultStore<R> store;
    private final int seeds;
    private final int prompts;
    private final ExperimentProgress progress;

    /**
     * One arm.
     *
     * @param arm its label
     */
    record Line<R>(String arm, Maker<R> maker) {}

    /** Makes a row of one arm. */
    @FunctionalInterface
    interface Maker<R> {
        /** @param sampled hears how many traces there are */
        R make(int seed, IntConsumer sampled);
    }

    /** @param prompts how many traces each row takes */
    Grid(ResultStore<R> store, int seeds, int prompts, ExperimentProgress progress) {
        this.store = store;
        this.seeds = seeds;
        this.prompts = prompts;
        this.progress = progress;
    }

    /** The rows, arm by arm in the order given. */
    List<R> complete(List<Line<R>> lines) {
        // Training and examining take about as long as sampling: count them as so many prompts.
        long each = 2L * prompts;
        long total = each * lines.stream().mapToLong(this::missing).sum();
        long done = 0;
        List<R> rows = new ArrayList<>();
        for (Line<R> line : lines) {
            for (int seed = 1; seed <= seeds; seed++) {
                Optional<R> known = store.find(line.arm(), seed);
                if (known.isPresent()) {
                    rows.add(known.get());
                } else {
                    rows.add(make(line, seed, done, total));
                    done += each;
                }
            }
        }
        progress.at(total, total, "done");
        return List.copyOf(rows);
    }

    private R make(Line<R> line, int seed, long before, long total) {
        String doing = line.arm() + ", seed " + seed;
        progress.at(before, total, doing);
        R row = line.maker().make(seed, sampled -> progress.at(before + sampled, total, doing));
        store.add(row);
        return row;
    }

    private long missing(Line<R> line) {
        long missing = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            missing += store.find(line.arm(), seed).isEmpty() ? 1 : 0;
        }
        return missing;
    }
}
