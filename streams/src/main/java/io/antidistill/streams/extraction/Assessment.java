package io.antidistill.streams.extraction;

import io.antidistill.schema.RiskLevel;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What the features of a subject amount to. Immutable.
 *
 * @param level the verdict
 * @param score all signals' points together
 * @param signals what it rests on
 */
public record Assessment(RiskLevel level, double score, List<Signal> signals) {
    public Assessment {
        Objects.requireNonNull(level, "level");
        signals = List.copyOf(signals);
    }

    /** In words for people. */
    public String evidence() {
        return signals.stream()
                .filter(signal -> signal.points() >= 0.005)
                .map(signal -> String.format(
                        Locale.ROOT,
                        "%s %.3g (much: %.3g) +%.2f",
                        signal.name(),
                        signal.value(),
                        signal.threshold(),
                        signal.points()))
                .collect(Collectors.joining(", ", String.format(Locale.ROOT, "score %.2f: ", score), ""));
    }
}
