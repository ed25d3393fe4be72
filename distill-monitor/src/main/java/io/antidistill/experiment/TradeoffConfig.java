package io.antidistill.experiment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.ArrayList;
import java.util.List;

/**
 * What the trade-off experiment compares, and at which size. Immutable, validated at construction. Two runs with equal
 * configurations and models give equal results.
 *
 * @param setting problems, teacher and student
 * @param lambdas weights for antidistillation sampling; each above 0
 * @param permutationLambdas weights for the permutation control; each above 0
 * @param hotTaus temperatures of the temperature baseline, besides the setting's
 */
public record TradeoffConfig(
        @JsonUnwrapped Setting setting, List<Double> lambdas, List<Double> permutationLambdas, List<Double> hotTaus) {

    public TradeoffConfig {
        lambdas = List.copyOf(lambdas);
        permutationLambdas = List.copyOf(permutationLambdas);
        hotTaus = List.copyOf(hotTaus);
        Setting.requirePositive(lambdas, "lambdas", "each must be above 0; 0 is always run");
        Setting.requirePositive(permutationLambdas, "permutationLambdas", "each must be above 0");
        Setting.requirePositive(hotTaus, "hotTaus", "each must be above 0");
    }

    /** For the tiny models: about a quarter of an hour on one core. */
    public static TradeoffConfig tiny() {
        return new TradeoffConfig(Setting.tiny(), List.of(0.5, 2.0, 8.0), List.of(2.0, 8.0), List.of(1.6));
    }

    /** For the models of the worked setting: λ 8 and τ 1.3 cost the teacher about the same, on the problems of the preset. */
    public static TradeoffConfig worked() {
        return new TradeoffConfig(Setting.worked(), List.of(2.0, 8.0), List.of(2.0, 8.0), List.of(1.2, 1.3));
    }

    /** For SmolLM2. */
    public static TradeoffConfig smollm2() {
        return new TradeoffConfig(Setting.smollm2(), List.of(2.0), List.of(2.0), List.of(1.2));
    }

    /** The paper's comparison; its grids are given in its figures only, so these are this project's. */
    public static TradeoffConfig paper() {
        return new TradeoffConfig(
                Setting.paper(),
                List.of(0.5, 1.0, 2.0, 4.0, 8.0),
                List.of(1.0, 2.0, 4.0, 8.0),
                List.of(0.8, 1.0, 1.2, 1.4));
    }

    /** Plain sampling first, then the temperature baseline, antidistillation, and the permutation control. */
    public List<Arm> arms() {
        List<Arm> arms = new ArrayList<>();
        arms.add(setting.plain());
        hotTaus.forEach(hot -> arms.add(Setting.temperature(hot)));
        lambdas.forEach(lambda -> arms.add(setting.antidistillation(lambda)));
        permutationLambdas.forEach(lambda -> arms.add(setting.permutation(lambda)));
        return arms.stream().distinct().toList();
    }
}
