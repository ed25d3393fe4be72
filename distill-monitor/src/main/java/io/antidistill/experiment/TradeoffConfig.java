package io.antidistill.experiment;

import io.antidistill.probe.ProbeSettings;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.Truncation;
import java.util.ArrayList;
import java.util.List;

/**
 * What the trade-off experiment compares, and at which size. Immutable, validated at construction. Two runs with equal
 * configurations and models give equal results.
 *
 * @param prompts problems whose traces the student learns from
 * @param steps calculations per problem
 * @param taskSeed which problems: those to learn from, for the holdout and for the accuracy
 * @param holdout clean traces that give the holdout loss
 * @param problems problems that give the student's accuracy
 * @param seeds how many times everything is repeated on the same problems, with other noise, order and adapter
 * @param lambdas weights for antidistillation sampling; each above 0
 * @param permutationLambdas weights for the permutation control; each above 0
 * @param hotTaus temperatures of the temperature baseline, besides tau
 * @param tau temperature of everything else
 * @param topP nucleus
 * @param truncation where the nucleus is cut
 * @param mostNewTokens most tokens of a trace
 * @param student how the student is trained and examined; its seed is replaced
 */
public record TradeoffConfig(
        int prompts,
        int steps,
        long taskSeed,
        int holdout,
        int problems,
        int seeds,
        List<Double> lambdas,
        List<Double> permutationLambdas,
        List<Double> hotTaus,
        double tau,
        double topP,
        Truncation truncation,
        int mostNewTokens,
        ProbeSettings student) {

    public TradeoffConfig {
        lambdas = List.copyOf(lambdas);
        permutationLambdas = List.copyOf(permutationLambdas);
        hotTaus = List.copyOf(hotTaus);
        require(prompts >= 1, prompts, "prompts", "it must be at least 1");
        require(holdout >= 1, holdout, "holdout", "it must be at least 1");
        require(problems >= 1, problems, "problems", "it must be at least 1");
        require(seeds >= 1, seeds, "seeds", "it must be at least 1");
        require(mostNewTokens >= 1, mostNewTokens, "mostNewTokens", "it must be at least 1");
        lambdas.forEach(
                l -> require(l > 0 && Double.isFinite(l), l, "lambdas", "each must be above 0; 0 is always run"));
        permutationLambdas.forEach(
                l -> require(l > 0 && Double.isFinite(l), l, "permutationLambdas", "each must be above 0"));
        hotTaus.forEach(t -> require(t > 0 && Double.isFinite(t), t, "hotTaus", "each must be above 0"));
        require(tau > 0 && Double.isFinite(tau), tau, "tau", "it must be above 0");
        require(topP > 0 && topP <= 1, topP, "topP", "it must be above 0 and at most 1");
    }

    /** For the tiny models: 600 prompts, three seeds, about a quarter of an hour on one core. */
    public static TradeoffConfig tiny() {
        ProbeSettings student = new ProbeSettings(3, 8, 16, 2e-3, 0.1, 160, 0.9, 0.95, 1);
        return new TradeoffConfig(
                600,
                3,
                7,
                150,
                200,
                3,
                List.of(0.5, 2.0, 8.0),
                List.of(2.0, 8.0),
                List.of(1.6),
                0.9,
                0.95,
                Truncation.TRUNCATE_THEN_TILT,
                160,
                student);
    }

    /** For the models of the worked setting: students answer nearly without chance, so that their mistakes are what they learned. */
    public static TradeoffConfig worked() {
        ProbeSettings student = new ProbeSettings(3, 8, 16, 2e-3, 0.1, 160, 0.1, 0.95, 1);
        return new TradeoffConfig(
                600,
                3,
                7,
                150,
                400,
                3,
                List.of(1.0, 2.0, 4.0),
                List.of(2.0, 4.0),
                List.of(1.1, 1.2),
                0.9,
                0.95,
                Truncation.TRUNCATE_THEN_TILT,
                160,
                student);
    }

    /** Plain sampling first, then the temperature baseline, antidistillation, and the permutation control. */
    public List<Arm> arms() {
        List<Arm> arms = new ArrayList<>();
        arms.add(new Arm(Sampler.ANTIDISTILLATION, 0, tau));
        hotTaus.forEach(hot -> arms.add(new Arm(Sampler.ANTIDISTILLATION, 0, hot)));
        lambdas.forEach(lambda -> arms.add(new Arm(Sampler.ANTIDISTILLATION, lambda, tau)));
        permutationLambdas.forEach(lambda -> arms.add(new Arm(Sampler.PERMUTATION, lambda, tau)));
        return arms.stream().distinct().toList();
    }

    private static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
