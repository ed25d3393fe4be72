package io.antidistill.probe;

import java.util.OptionalDouble;

/**
 * What one attack made of the window.
 *
 * @param attack the attack's name
 * @param score of the student it trained
 * @param distillability on holdout loss; empty where it is not defined
 * @param accuracyDistillability on accuracy; empty where it is not defined
 */
public record AttackScore(
        String attack, StudentScore score, OptionalDouble distillability, OptionalDouble accuracyDistillability) {}
