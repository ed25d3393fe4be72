package io.antidistill.streams.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.policy.ControlTable.Entry;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

class LambdaResolutionTest {
    @Example
    void multipliesCommandPolicyAndRisk() {
        ResolvedLambda lambda = resolve(Records.policy(0.1, 100, 0.5), 3, RiskLevel.HIGH);
        assertThat(lambda.lambda()).isCloseTo(3 * 0.5 * 4, within(1e-12));
        assertThat(lambda.reason()).isEqualTo("command 3.0 by tester x policy 0.5 x risk HIGH 4.0");
    }

    @Example
    void startsAtTwoWhereNobodyHasCommanded() {
        ResolvedLambda lambda = LambdaResolution.resolve(
                Records.policy(0.1, 16, 1), "standard", Entry.absent(), RiskLevel.NORMAL, Entry.absent());
        assertThat(lambda.lambda()).isEqualTo(2);
        assertThat(lambda.reason()).isEqualTo("initial 2.0");
    }

    @Example
    void saysWhenABoundDecides() {
        assertThat(resolve(Records.policy(1, 4, 1), 9, RiskLevel.NORMAL).reason())
                .endsWith("cut to the policy's most");
        assertThat(resolve(Records.policy(1, 4, 1), 0, RiskLevel.NORMAL).reason())
                .endsWith("raised to the policy's least");
    }

    @Example
    void takesThePolicysMostWhereTheCommandIsNoUsableNumber() {
        for (double broken : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            ResolvedLambda lambda = resolve(Records.policy(1, 4, 1), broken, RiskLevel.NORMAL);
            assertThat(lambda.lambda()).isEqualTo(4);
            assertThat(lambda.commandInvalid()).isTrue();
        }
    }

    @Example
    void takesThePolicysMostWhereTheCommandCannotBeReadOrNamesAnotherGroup() {
        DefensePolicy policy = Records.policy(1, 4, 1);
        Entry<LambdaCommand> unreadable = Entry.unreadable("cut short");
        Entry<LambdaCommand> misplaced = Entry.of(Records.command("other", 1));
        assertThat(LambdaResolution.resolve(policy, "standard", unreadable, RiskLevel.NORMAL, Entry.absent())
                        .lambda())
                .isEqualTo(4);
        assertThat(LambdaResolution.resolve(policy, "standard", misplaced, RiskLevel.NORMAL, Entry.absent())
                        .lambda())
                .isEqualTo(4);
    }

    @Property(tries = 500)
    void staysWithinThePolicysBounds(
            @ForAll @DoubleRange(min = 0.01, max = 100) double min,
            @ForAll @DoubleRange(min = 0, max = 1000) double span,
            @ForAll @DoubleRange(min = 0.01, max = 1000) double multiplier,
            @ForAll double command,
            @ForAll RiskLevel risk) {
        DefensePolicy policy = Records.policy(min, min + span, multiplier);
        Assume.that(PolicyValidation.problems(policy).isEmpty());
        assertThat(resolve(policy, command, risk).lambda()).isBetween(min, min + span);
    }

    @Property(tries = 200)
    void suspicionNeverLowersIt(
            @ForAll @DoubleRange(min = 0, max = 100) double command,
            @ForAll @DoubleRange(min = 1, max = 1000) double riskMultiplier) {
        DefensePolicy policy = Records.policy(0.1, 64, 1);
        policy.setRiskMultiplier(riskMultiplier);
        double normal = resolve(policy, command, RiskLevel.NORMAL).lambda();
        double elevated = resolve(policy, command, RiskLevel.ELEVATED).lambda();
        assertThat(elevated).isGreaterThanOrEqualTo(normal);
        assertThat(resolve(policy, command, RiskLevel.HIGH).lambda()).isGreaterThanOrEqualTo(elevated);
    }

    @Property(tries = 100)
    void onlyThePolicySwitchesProtectionOff(@ForAll double command, @ForAll RiskLevel risk) {
        assertThat(resolve(Records.policy(0, 0, 1), command, risk).lambda()).isZero();
        assertThat(resolve(Records.policy(0.1, 4, 1), command, risk).lambda()).isPositive();
    }

    private static ResolvedLambda resolve(DefensePolicy policy, double command, RiskLevel risk) {
        return LambdaResolution.resolve(
                policy, "standard", Entry.of(Records.command("standard", command)), risk, Entry.absent());
    }
}
