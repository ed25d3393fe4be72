package io.antidistill.experiment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.antidistill.probe.Attacks;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which attacks are tried on which traces. Immutable, validated at construction.
 *
 * @param setting problems, teacher and student
 * @param lambdas of protected traces, 0 for unprotected ones
 * @param permutationLambdas of traces of the permutation control; each above 0
 * @param hotTaus temperatures of the temperature baseline, besides the setting's
 * @param attacks names, after plain, which is always tried
 */
public record AttacksConfig(
        @JsonUnwrapped Setting setting,
        List<Double> lambdas,
        List<Double> permutationLambdas,
        List<Double> hotTaus,
        List<String> attacks) {

    public AttacksConfig {
        lambdas = List.copyOf(lambdas);
        permutationLambdas = List.copyOf(permutationLambdas);
        hotTaus = List.copyOf(hotTaus);
        attacks = List.copyOf(attacks);
        lambdas.forEach(lambda ->
                Setting.require(lambda >= 0 && Double.isFinite(lambda), lambda, "lambdas", "each must be at least 0"));
        Setting.requirePositive(permutationLambdas, "permutationLambdas", "each must be above 0");
        Setting.requirePositive(hotTaus, "hotTaus", "each must be above 0");
        Attacks.named(attacks);
    }

    /** Antidistillation first, then the temperature baseline and the permutation control. */
    List<Arm> arms() {
        return Stream.of(
                        lambdas.stream().map(setting::antidistillation),
                        hotTaus.stream().map(Setting::temperature),
                        permutationLambdas.stream().map(setting::permutation))
                .flatMap(Function.identity())
                .distinct()
                .toList();
    }
}
