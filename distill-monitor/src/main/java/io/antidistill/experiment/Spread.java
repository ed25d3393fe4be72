package io.antidistill.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Mean and sample standard deviation over seeds.
 *
 * @param deviation 0 where there is one value only
 * @param values how many there are
 */
public record Spread(double mean, double deviation, int values) {
    static <T> Spread of(List<T> rows, ToDoubleFunction<T> figure) {
        double mean = rows.stream().mapToDouble(figure).average().orElse(Double.NaN);
        double squares = rows.stream()
                .mapToDouble(row -> Math.pow(figure.applyAsDouble(row) - mean, 2))
                .sum();
        return new Spread(mean, rows.size() < 2 ? 0 : Math.sqrt(squares / (rows.size() - 1)), rows.size());
    }

    String text() {
        return values < 2 ? TextTable.text("%.3f", mean) : TextTable.text("%.3f ± %.3f", mean, deviation);
    }
}
