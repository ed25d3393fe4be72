package io.antidistill.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.sampling.Draw;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TiltGateTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    private static final SamplingSettings STRONG =
            new SamplingSettings(Sampler.ANTIDISTILLATION, 4, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT);

    @Test
    void withoutLimitsEverythingIsTilted() {
        TiltGate gate = new TiltGate(STRONG, TiltRules.UNLIMITED);
        gate.read("</think> ```\n{\"a\" \\boxed{");
        assertThat(gate.next()).isSameAs(STRONG);
    }

    @Test
    void onlyReasoningIsTilted() {
        TiltGate gate = gate(TiltedSpan.REASONING, true, false);
        assertThat(tilted(gate)).isTrue();
        gate.read("<think> first 3 </thi");
        assertThat(tilted(gate)).isTrue();
        gate.read("nk>");
        assertThat(tilted(gate)).isFalse();
        gate.read(" wait <think>");
        assertThat(tilted(gate)).isTrue();
        gate.read("so \\boxed{");
        assertThat(tilted(gate)).isFalse();
        gate.read("<think>");
        assertThat(tilted(gate)).as("nothing reopens a final answer").isFalse();
    }

    @Test
    void theAnswerIsPlainFromItsMarkerOnWhereItIsGuarded() {
        TiltGate gate = gate(TiltedSpan.ALL, true, true);
        gate.read("</think> so the answer is \\boxed");
        assertThat(tilted(gate)).isTrue();
        assertThat(gate.answerBegun()).isFalse();
        gate.read("{");
        assertThat(tilted(gate)).isFalse();
        assertThat(gate.answerBegun()).isTrue();
    }

    @Test
    void structureIsLeftAloneUnlessThePolicySaysOtherwise() {
        TiltGate gate = gate(TiltedSpan.ALL, false, false);
        gate.read("\n```json\n");
        assertThat(tilted(gate)).isFalse();
        TiltGate too = gate(TiltedSpan.ALL, true, false);
        too.read("\n```json\n");
        assertThat(tilted(too)).isTrue();
    }

    @Test
    void theTiltRestsWhileTheEndRepeatsItself() {
        TiltGate gate = new TiltGate(STRONG, rules(TiltedSpan.ALL, true, false, INFINITE, 3));
        for (int token : new int[] {5, 1, 2, 1, 2, 1}) {
            gate.drawn(new Draw(token, false, 0, 2), true);
            assertThat(tilted(gate)).isTrue();
        }
        gate.drawn(new Draw(2, false, 0, 2), true);
        assertThat(tilted(gate)).isFalse();
        gate.drawn(new Draw(9, false, 0, 2), false);
        assertThat(tilted(gate)).isTrue();
    }

    @Property(tries = 200, seed = "3")
    void aTraceNeverSpendsMoreThanItsBudget(
            @ForAll @DoubleRange(min = 0.01, max = 3) double budget,
            @ForAll @IntRange(min = 1, max = 60) int tokens,
            @ForAll @DoubleRange(min = 0, max = 1) double wish) {
        TiltGate gate = new TiltGate(STRONG, rules(TiltedSpan.ALL, true, false, budget, 0));
        double spent = 0;
        for (int i = 0; i < tokens; i++) {
            SamplingSettings next = gate.next();
            double kl = next.lambda() == 0 ? 0 : Math.min(wish, next.klBudget());
            gate.drawn(new Draw(i, false, kl, 2), next.lambda() > 0);
            spent += kl;
        }
        assertThat(spent).isLessThanOrEqualTo(budget + 1e-9);
        if (wish * tokens > budget) {
            assertThat(spent).isCloseTo(budget, within(1e-6));
            assertThat(tilted(gate)).isFalse();
        }
    }

    @Test
    void refusesRulesThatMakeNoSense() {
        assertThatThrownBy(() -> rules(TiltedSpan.ALL, true, false, 0, 0)).hasMessageContaining("traceKlBudget");
        assertThatThrownBy(() -> rules(TiltedSpan.ALL, true, false, Double.NaN, 0))
                .hasMessageContaining("traceKlBudget");
        assertThatThrownBy(() -> rules(TiltedSpan.ALL, true, false, 1, 1)).hasMessageContaining("repetitionLimit");
        assertThatThrownBy(() -> new Markers("", "b", "c")).hasMessageContaining("reasoningStart");
    }

    private static TiltGate gate(TiltedSpan span, boolean structuredToo, boolean answerPlain) {
        return new TiltGate(STRONG, rules(span, structuredToo, answerPlain, INFINITE, 0));
    }

    /** A client who gets a marker written early gains nothing by it. */
    @Test
    void markersCountOnlyOnceTheAnswerHasItsTokens() {
        TiltRules rules =
                new TiltRules(TiltedSpan.REASONING, Markers.USUAL, true, true, Double.POSITIVE_INFINITY, 0, 3);
        TiltGate gate = new TiltGate(STRONG, rules);
        gate.drawn(new Draw(1, false, 0, 2), true);
        gate.read("</think> \\boxed{");
        assertThat(gate.answerBegun()).isFalse();
        assertThat(gate.next().lambda()).isPositive();

        gate.drawn(new Draw(2, false, 0, 2), true);
        gate.drawn(new Draw(3, false, 0, 2), true);
        gate.read("so \\boxed{");
        assertThat(gate.answerBegun()).isTrue();
        assertThat(gate.next().lambda()).isZero();
    }

    private static TiltRules rules(
            TiltedSpan span, boolean structuredToo, boolean answerPlain, double budget, int repetitions) {
        return new TiltRules(span, Markers.USUAL, structuredToo, answerPlain, budget, repetitions);
    }

    private static boolean tilted(TiltGate gate) {
        return gate.next().lambda() > 0;
    }
}
