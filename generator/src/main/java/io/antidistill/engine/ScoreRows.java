package io.antidistill.engine;

import io.antidistill.derivative.PoisonScore;
import java.util.ArrayList;
import java.util.List;

/**
 * The proxies: Δ of the next token by each of them, one member's rows after the other's. Of members that are padded to different sizes the
 * smallest counts.
 */
final class ScoreRows implements RowModel {
    private final List<PoisonScore> members;

    /** Owns the scores from now on, unless there is no room for their caches. */
    ScoreRows(List<PoisonScore> members, int rows, int contextLength) {
        this.members = List.copyOf(members);
        members.forEach(member -> member.newCache(rows, contextLength));
    }

    @Override
    public float[] step(int firstRow, int[][] tokens, int[] starts, int[][] candidatesOrNull) {
        List<float[]> scores = new ArrayList<>();
        for (PoisonScore member : members) {
            scores.add(member.step(firstRow, tokens, starts, candidatesOrNull)[1]);
        }
        return scores.size() == 1 ? scores.get(0) : stacked(scores, tokens.length);
    }

    private static float[] stacked(List<float[]> scores, int rows) {
        int width = scores.stream().mapToInt(score -> score.length / rows).min().orElseThrow();
        float[] stacked = new float[scores.size() * rows * width];
        int at = 0;
        for (float[] score : scores) {
            for (int b = 0; b < rows; b++, at += width) {
                System.arraycopy(score, b * (score.length / rows), stacked, at, width);
            }
        }
        return stacked;
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
