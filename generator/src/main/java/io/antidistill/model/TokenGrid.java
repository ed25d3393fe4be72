package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Rows of numbers of different lengths, padded at the right to a rectangle. */
record TokenGrid(int rows, int columns, long[] numbers) {

    static TokenGrid of(int[][] rows, int vocabulary) {
        int columns = Arrays.stream(rows).mapToInt(row -> row.length).max().orElse(0);
        long[] numbers = new long[rows.length * columns];
        for (int b = 0; b < rows.length; b++) {
            for (int t = 0; t < rows[b].length; t++) {
                numbers[b * columns + t] = checked(rows[b][t], vocabulary);
            }
        }
        return new TokenGrid(rows.length, columns, numbers);
    }

    static int checked(int token, int vocabulary) {
        if (token < 0 || token >= vocabulary) {
            throw new IllegalArgumentException(
                    "invalid value " + token + " for a token: the vocabulary has " + vocabulary + " entries");
        }
        return token;
    }

    NDArray tensor(NDManager manager) {
        return manager.create(numbers, new Shape(rows, columns));
    }
}
