package io.antidistill.experiment;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;

/**
 * What the experiment on the course of training compares. Immutable, validated at construction.
 *
 * @param setting problems, teacher and student
 * @param lambda of antidistillation and permutation sampling
 * @param hotTau of the temperature baseline
 */
public record DynamicsConfig(@JsonUnwrapped Setting setting, double lambda, double hotTau) {

    public DynamicsConfig {
        Setting.require(lambda > 0 && Double.isFinite(lambda), lambda, "lambda", "it must be above 0");
        Setting.require(hotTau > 0 && Double.isFinite(hotTau), hotTau, "hotTau", "it must be above 0");
    }

    List<Arm> arms() {
        return List.of(
                setting.plain(),
                setting.antidistillation(lambda),
                setting.permutation(lambda),
                Setting.temperature(hotTau));
    }
}
