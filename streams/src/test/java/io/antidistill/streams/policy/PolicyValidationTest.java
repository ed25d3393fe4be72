package io.antidistill.streams.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.DefensePolicy;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyValidationTest {
    @Test
    void acceptsEveryDefaultPolicyAndTheStrictest() {
        DefaultPolicies.byContext().forEach((context, policy) -> assertThat(PolicyValidation.problems(policy))
                .as(context)
                .isEmpty());
        assertThat(PolicyValidation.problems(DefaultPolicies.strictest())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFields")
    void namesTheFieldThatIsWrong(String field, Consumer<DefensePolicy> breakIt) {
        DefensePolicy policy = DefaultPolicies.byContext().get("reasoning-long");
        breakIt.accept(policy);
        assertThat(PolicyValidation.problems(policy)).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                .contains(" for " + field + ": "));
    }

    static Stream<Arguments> brokenFields() {
        return Stream.of(
                broken("version", policy -> policy.setVersion(0)),
                broken("lambdaGroup", policy -> policy.setLambdaGroup(" ")),
                broken("lambdaGroup", policy -> policy.setLambdaGroup("g".repeat(201))),
                broken("lambdaMax", policy -> policy.setLambdaMax(Double.POSITIVE_INFINITY)),
                broken("lambdaMax", policy -> policy.setLambdaMax(10_001)),
                broken("lambdaMin", policy -> policy.setLambdaMin(17)),
                broken("lambdaMin", policy -> policy.setLambdaMin(-1)),
                broken("lambdaMin", policy -> policy.setLambdaMin(Double.NaN)),
                broken("lambdaMin", policy -> policy.setLambdaMin(0)),
                broken("lambdaMultiplier", policy -> policy.setLambdaMultiplier(0)),
                broken("lambdaMultiplier", policy -> policy.setLambdaMultiplier(Double.NaN)),
                broken("lambdaMultiplier", policy -> policy.setLambdaMultiplier(1e9)),
                broken("riskMultiplier", policy -> policy.setRiskMultiplier(0.5)),
                broken("riskMultiplier", policy -> policy.setRiskMultiplier(Double.POSITIVE_INFINITY)),
                broken("tau", policy -> policy.setTau(0)),
                broken("tau", policy -> policy.setTau(Double.NaN)),
                broken("topP", policy -> policy.setTopP(0)),
                broken("topP", policy -> policy.setTopP(1.01)),
                broken("klBudget", policy -> policy.setKlBudget(0.0)),
                broken("klBudget", policy -> policy.setKlBudget(Double.NaN)),
                broken("maxNewTokens", policy -> policy.setMaxNewTokens(0)),
                broken("maxNewTokens", policy -> policy.setMaxNewTokens(1_000_000_000)),
                broken("deadlineSeconds", policy -> policy.setDeadlineSeconds(0)),
                broken("deadlineSeconds", policy -> policy.setDeadlineSeconds(604_801)),
                broken("markersAfter", policy -> policy.getTilt().setMarkersAfter(-1)),
                broken("reasoningStart", policy -> policy.getTilt().setReasoningStart(" ")),
                broken("reasoningEnd", policy -> policy.getTilt().setReasoningEnd("")),
                broken("answerMarker", policy -> policy.getTilt().setAnswerMarker("m".repeat(101))),
                broken("answerPrefix", policy -> policy.getTilt().setAnswerPrefix("p".repeat(201))),
                broken("answerTokens", policy -> policy.getTilt().setAnswerTokens(0)),
                broken("minP", policy -> policy.getTilt().setMinP(Double.NaN)),
                broken("minP", policy -> policy.getTilt().setMinP(1.1)),
                broken("traceKlBudget", policy -> policy.getTilt().setTraceKlBudget(0.0)),
                broken("repetitionLimit", policy -> policy.getTilt().setRepetitionLimit(1)));
    }

    @Test
    void refusesAMaximumThatIsNoNumber() {
        assertThat(PolicyValidation.problems(Records.policy(1, Double.NaN, 1))).isNotEmpty();
    }

    @Test
    void onlyAMaximumOfZeroSwitchesProtectionOff() {
        assertThat(PolicyValidation.problems(Records.policy(0, 0, 1))).isEmpty();
        assertThat(PolicyValidation.problems(Records.policy(0, 4, 1))).hasSize(1);
    }

    private static Arguments broken(String field, Consumer<DefensePolicy> breakIt) {
        return Arguments.of(field, breakIt);
    }
}
