package io.antidistill.streams;

import static io.antidistill.streams.StreamBench.one;
import static io.antidistill.streams.StreamBench.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.derivative.Combine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.guard.Markers;
import io.antidistill.guard.TiltRules;
import io.antidistill.schema.CombinedScore;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Resample;
import io.antidistill.schema.RiskLevel;
import io.antidistill.schema.TiltedSpan;
import io.antidistill.schema.TraceAudit;
import io.antidistill.schema.Truncation;
import io.antidistill.streams.policy.DefaultPolicies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the control tables do to an answer. */
class ProtectionByPolicyTest extends AnsweringStream {
    @Test
    void followsANewCommandAtTheNextHandOver() {
        stream.ask(prompt("p1", "reasoning-long"));
        stream.command("standard", 5);
        stream.ask(prompt("p2", "reasoning-long"));
        stream.tick();
        assertThat(stream.audits()).extracting(TraceAudit::getLambda).containsExactly(2.0, 5.0);
    }

    @Test
    void takesThePolicysMostWhereTheCommandIsNoNumber() {
        stream.command("standard", Double.NaN);
        stream.ask(prompt("p1", "reasoning-long"));
        stream.raw(stream.topics.lambda()).pipeInput("standard".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2});
        stream.ask(prompt("p2", "reasoning-long"));
        stream.tick();
        assertThat(stream.audits()).extracting(TraceAudit::getLambda).containsExactly(16.0, 16.0);
        assertThat(stream.count("antidistill.lambda.invalid")).isEqualTo(2);
    }

    @Test
    void givesAnUnknownContextTheStrictestProtection() {
        stream.command("standard", 0.5);
        stream.command("default", 0);
        stream.ask(prompt("p1", "made-up"));
        stream.tick();
        TraceAudit audit = one(stream.audits());
        assertThat(audit.getLambda()).isEqualTo(DefaultPolicies.strictest().getLambdaMin());
        assertThat(audit.getPolicyKey()).isEqualTo("default");
    }

    @Test
    void givesAnInvalidOrRemovedPolicyTheStrictestProtection() {
        DefensePolicy open = DefaultPolicies.byContext().get("premium");
        open.setLambdaMin(0);
        stream.setPolicy("premium", open);
        stream.setPolicy("short-answer", null);
        stream.raw(stream.topics.policies()).pipeInput("suspicious".getBytes(StandardCharsets.UTF_8), new byte[] {9});
        stream.ask(prompt("p1", "premium"));
        stream.ask(prompt("p2", "short-answer"));
        stream.ask(prompt("p3", "suspicious"));
        stream.tick();
        assertThat(stream.audits()).hasSize(3).allSatisfy(audit -> assertThat(audit.getLambda())
                .isEqualTo(32));
        assertThat(stream.count("antidistill.policies.invalid")).isEqualTo(2);
    }

    @Test
    void leavesProtectionOffOnlyWhereThePolicySaysSo() {
        stream.command("evaluation", 9);
        stream.ask(prompt("p1", "evaluation"));
        stream.tick();
        assertThat(one(stream.audits()).getLambda()).isZero();
    }

    @Test
    void protectsSuspectedClientsMoreUntilTheVerdictLapses() {
        stream.suspect("acme/bob", RiskLevel.HIGH, stream.now().plusSeconds(1));
        stream.ask(prompt("p1", "reasoning-long"));
        stream.pass(Duration.ofSeconds(2));
        stream.ask(prompt("p2", "reasoning-long"));
        stream.tick();
        assertThat(stream.audits()).extracting(TraceAudit::getLambda).containsExactly(8.0, 2.0);
    }

    @Test
    void clampsTheTokensAskedForToThePolicysLimit() {
        DefensePolicy terse = DefaultPolicies.byContext().get("short-answer");
        terse.setMaxNewTokens(10);
        stream.setPolicy("short-answer", terse);
        List<Message> question = List.of(new Message("user", "How many?"));
        stream.ask(prompt("p1", "short-answer", question, 1_000_000_000));
        stream.ask(prompt("p2", "short-answer", question, 7));
        stream.tick();
        assertThat(stream.audits()).extracting(TraceAudit::getMaxNewTokens).containsExactly(10, 7);
    }

    @Test
    void handsTheKlBudgetAndTheOrderOfTruncationToTheEngine() {
        DefensePolicy policy = DefaultPolicies.byContext().get("reasoning-long");
        policy.setKlBudget(0.25);
        policy.setTruncation(Truncation.TILT_THEN_TRUNCATE);
        stream.setPolicy("reasoning-long", policy);
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        assertThat(stream.engine.lastOffered().sampling().klBudget()).isEqualTo(0.25);
        assertThat(stream.engine.lastOffered().sampling().truncation())
                .isEqualTo(io.antidistill.sampling.Truncation.TILT_THEN_TRUNCATE);
        assertThat(one(stream.audits()).getKlBudget()).isEqualTo(0.25);
    }

    @Test
    void handsTheRulesForTheTiltToTheEngineAndWritesThemIntoTheAudit() {
        DefensePolicy policy = DefaultPolicies.byContext().get("reasoning-long");
        policy.setAnswerGuard(true);
        policy.getTilt().setSpan(TiltedSpan.REASONING);
        policy.getTilt().setTraceKlBudget(4.0);
        policy.getTilt().setRepetitionLimit(3);
        policy.getTilt().setMinP(0.05);
        policy.getTilt().setAnswerPrefix("the answer is");
        policy.getTilt().setAnswerTokens(7);
        stream.setPolicy("reasoning-long", policy);
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        GenerationRequest offered = stream.engine.lastOffered();
        assertThat(offered.sampling().minP()).isEqualTo(0.05);
        assertThat(offered.tilt())
                .isEqualTo(
                        new TiltRules(io.antidistill.guard.TiltedSpan.REASONING, Markers.USUAL, false, true, 4.0, 3));
        assertThat(offered.forcing()).hasValueSatisfying(forcing -> {
            assertThat(forcing.prefixIds()).hasSize(3);
            assertThat(forcing.mostTokens()).isEqualTo(7);
        });
        TraceAudit audit = one(stream.audits());
        assertThat(audit.getTilt()).isEqualTo(policy.getTilt());
        assertThat(audit.getAnswerGuard()).isTrue();
        assertThat(audit.getTiltedTokens()).isEqualTo(2);
    }

    @Test
    void tiltsStructureOnlyWhereUseLooksLikeExtraction() {
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        assertThat(stream.engine.lastOffered().tilt().structuredToo()).isFalse();
        assertThat(stream.engine.lastOffered().forcing()).isEmpty();
        for (String context : List.of("suspicious", "unknown")) {
            stream.ask(prompt("p-" + context, context));
            stream.tick();
            assertThat(stream.engine.lastOffered().tilt().structuredToo())
                    .as(context)
                    .isTrue();
        }
    }

    @Test
    void givesARepeatedQuestionTheSameTraceUnlessThePolicyAllowsFreshOnes() {
        stream.ask(prompt("p1", "reasoning-long"));
        stream.ask(prompt("p2", "reasoning-long"));
        DefensePolicy fresh = DefaultPolicies.byContext().get("premium");
        fresh.setResample(Resample.FRESH);
        stream.setPolicy("premium", fresh);
        stream.ask(prompt("p3", "premium"));
        stream.ask(prompt("p4", "premium"));
        stream.tick();
        List<ProtectedTrace> traces = stream.traces();
        assertThat(traces.get(0).getText()).isEqualTo(traces.get(1).getText());
        assertThat(traces.get(2).getText()).isNotEqualTo(traces.get(3).getText());
    }

    /** Best of n by asking again: the engine's answer depends on nothing but its request, and every one is the same. */
    @Test
    void asksTheEngineTheSameHoweverOftenAClientAsks() {
        for (int i = 0; i < 20; i++) {
            stream.ask(prompt("p" + i, "reasoning-long"));
        }
        stream.tick();
        List<GenerationRequest> offered = stream.engine.offered();
        assertThat(offered).hasSize(20).allSatisfy(request -> assertThat(request)
                .usingRecursiveComparison()
                .isEqualTo(offered.get(0)));
        List<ProtectedTrace> traces = stream.traces();
        assertThat(traces)
                .extracting(ProtectedTrace::getText)
                .containsOnly(traces.get(0).getText());
    }

    /** What is written otherwise is another prompt for the teacher, but the noise stays. */
    @Test
    void givesAQuestionInAnotherDressTheSameSeed() {
        List<String> dresses = List.of(
                "How many apples does Zo\u00eb have?",
                "how MANY apples does zo\u00eb have?",
                "  How  many\tapples\ndoes Zo\u00eb have? ",
                "How many apples does Zoe\u0308 have?",
                "\uff28ow many apples does Zo\u00eb have\uff1f",
                "How\u00a0many\u2003apples does Zo\u00eb have?",
                "How ma\u200bny app\u00adles does Zo\u00eb have?\u2060");
        for (int i = 0; i < dresses.size(); i++) {
            stream.ask(prompt("p" + i, "reasoning-long", List.of(new Message("user", dresses.get(i))), null));
        }
        stream.ask(prompt("other", "reasoning-long", List.of(new Message("user", "How many pears?")), null));
        stream.tick();
        List<Long> seeds = stream.audits().stream().map(TraceAudit::getSeed).toList();
        assertThat(seeds.subList(0, dresses.size())).containsOnly(seeds.get(0));
        assertThat(seeds.get(dresses.size())).isNotEqualTo(seeds.get(0));
    }

    @Test
    void goesOnWithAnAnswerThatTheAskerHasBegunWhereThePolicyAllowsIt() {
        DefensePolicy policy = DefaultPolicies.byContext().get("premium");
        policy.setPrefillAllowed(true);
        policy.getTilt().setCombine(CombinedScore.WORST);
        policy.getTilt().setMarkersAfter(12);
        stream.setPolicy("premium", policy);
        List<Message> begun = List.of(new Message("user", "How many?"), new Message("assistant", "It is \\boxed{"));
        stream.ask(prompt("p1", "premium", begun, null));
        stream.ask(prompt("p2", "reasoning-long", begun, null));
        stream.tick();

        TraceAudit audit = one(stream.audits());
        assertThat(audit.getPromptId()).isEqualTo("p1");
        assertThat(audit.getPrefilled()).isTrue();
        assertThat(audit.getTilt().getCombine()).isEqualTo(CombinedScore.WORST);
        assertThat(audit.getTilt().getMarkersAfter()).isEqualTo(12);
        assertThat(one(stream.traces()).getText()).doesNotContain("boxed");
        assertThat(stream.engine.lastOffered().combine()).contains(Combine.WORST);
        assertThat(stream.engine.lastOffered().tilt().markersAfter()).isEqualTo(12);
        assertThat(stream.deadLetters().readRecordsToList()).hasSize(1);
    }
}
