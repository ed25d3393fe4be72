package io.antidistill.derivative;

import java.util.ArrayList;
import java.util.List;

/**
 * The scores of several proxies as one, each with a cache of its own. Every direction has unit norm, so every member's Δ is what a step of the
 * same length does.
 *
 * <p>The mean can be taken of candidates' scores, which differ from Δ by a number for each member and row: so does their mean. The smallest
 * cannot, because it would compare different members' numbers; the whole vocabulary is scored and the candidates are picked afterwards.
 */
public final class Ensemble implements PoisonScore {
    private final List<PoisonScore> members;
    private final Combine combine;

    private Ensemble(List<PoisonScore> members, Combine combine) {
        this.members = List.copyOf(members);
        this.combine = combine;
    }

    /** Owns the members from now on. A single one is returned as it is. */
    public static PoisonScore of(List<PoisonScore> members, Combine combine) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("invalid value [] for members: at least one is needed");
        }
        return members.size() == 1 ? members.get(0) : new Ensemble(members, combine);
    }

    @Override
    public void newCache(int rows, int slots) {
        members.forEach(member -> member.newCache(rows, slots));
    }

    /** The logits that this returns are the first member's. Of members that are padded to different sizes the smallest counts. */
    @Override
    public float[][] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        int[][] asked = combine == Combine.WORST ? null : candidatesOrNull;
        List<float[][]> steps = new ArrayList<>();
        for (PoisonScore member : members) {
            steps.add(member.step(firstRow, tokens, starts, asked));
        }
        int rows = tokens.length;
        int width = steps.stream().mapToInt(step -> step[1].length / rows).min().orElseThrow();
        float[] logits = firstLogits(steps, rows, width);
        float[] scores = combinedScores(steps, rows, width);
        return combine == Combine.WORST && candidatesOrNull != null
                ? new float[][] {picked(logits, candidatesOrNull), picked(scores, candidatesOrNull)}
                : new float[][] {logits, scores};
    }

    private static float[] firstLogits(List<float[][]> steps, int rows, int width) {
        float[] all = steps.get(0)[0];
        float[] logits = new float[rows * width];
        for (int b = 0; b < rows; b++) {
            System.arraycopy(all, b * (all.length / rows), logits, b * width, width);
        }
        return logits;
    }

    private float[] combinedScores(List<float[][]> steps, int rows, int width) {
        float[] result = new float[rows * width];
        for (int i = 0; i < result.length; i++) {
            double sum = 0;
            float smallest = Float.POSITIVE_INFINITY;
            for (float[][] step : steps) {
                float score = step[1][i / width * (step[1].length / rows) + i % width];
                sum += score;
                // Not a number if one is none: an infinite one must not hide behind a smaller.
                smallest = Float.isFinite(score) ? Math.min(smallest, score) : Float.NaN;
            }
            result[i] = combine == Combine.MEAN ? (float) (sum / steps.size()) : smallest;
        }
        return result;
    }

    /** Rows of V numbers to rows of M, padded to the longest. */
    private static float[] picked(float[] numbers, int[][] candidates) {
        int vocabulary = numbers.length / candidates.length;
        int columns = 0;
        for (int[] row : candidates) {
            columns = Math.max(columns, row.length);
        }
        float[] picked = new float[candidates.length * columns];
        for (int b = 0; b < candidates.length; b++) {
            for (int m = 0; m < candidates[b].length; m++) {
                picked[b * columns + m] = numbers[b * vocabulary + candidates[b][m]];
            }
        }
        return picked;
    }

    @Override
    public void moveRow(int from, int to) {
        members.forEach(member -> member.moveRow(from, to));
    }

    @Override
    public void clearRow(int row) {
        members.forEach(member -> member.clearRow(row));
    }

    @Override
    public void close() {
        members.forEach(PoisonScore::close);
    }
}
