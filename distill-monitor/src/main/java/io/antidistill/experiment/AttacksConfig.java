package io.antidistill.experiment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.antidistill.probe.Attacks;
import java.util.List;

/**
 * Which attacks are tried on which traces. Immutable, validated at construction.
 *
 * @param setting problems, teacher and student
 * @param lambdas of the traces, 0 for unprotected ones
 * @param attacks names, after plain, which is always tried
 */
public record AttacksConfig(@JsonUnwrapped Setting setting, List<Double> lambdas, List<String> attacks) {

    public AttacksConfig {
        lambdas = List.copyOf(lambdas);
        attacks = List.copyOf(attacks);
        lambdas.forEach(lambda ->
                Setting.require(lambda >= 0 && Double.isFinite(lambda), lambda, "lambdas", "each must be at least 0"));
        Attacks.named(attacks);
    }
}
