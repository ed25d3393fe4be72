package io.antidistill.streams;

import static io.antidistill.streams.StreamBench.one;
import static io.antidistill.streams.StreamBench.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.engine.GenerationFailure;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.FailMode;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.schema.Truncation;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.policy.DefaultPolicies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class ProtectionTopologyTest extends AnsweringStream {
    @Test
    void answersAPromptWithOneTraceAndOneAudit() {
        stream.command("standard", 3);
        stream.ask(prompt("p1", "reasoning-long"));
        assertThat(stream.traces()).isEmpty();
        stream.tick();

        ProtectedTrace trace = one(stream.traces());
        assertThat(trace.getPromptId()).isEqualTo("p1");
        assertThat(trace.getMessages()).containsExactly(new Message("user", "How many apples?"));
        assertThat(trace.getText()).endsWith(", 3000]");
        assertThat(trace.getModel()).isEqualTo("tiny");
        assertThat(trace.getPromptTokens()).isEqualTo(3);
        assertThat(trace.getCompletionTokens()).isEqualTo(2);
        assertThat(trace.getQueueMillis()).isEqualTo(5);

        TraceAudit audit = one(stream.audits());
        assertThat(audit.getPromptId()).isEqualTo("p1");
        assertThat(audit.getLambda()).isEqualTo(3);
        assertThat(audit.getCommandedLambda()).isEqualTo(3);
        assertThat(audit.getLambdaReason()).contains("policy 'reasoning-long' version 1", "command 3.0 by tester");
        assertThat(audit.getPolicyKey()).isEqualTo("reasoning-long");
        assertThat(audit.getSeed()).isEqualTo(stream.engine.lastOffered().seed());
        assertThat(audit.getMaxNewTokens()).as("what the context has room for").isEqualTo(61);
        assertThat(audit.getTruncation()).isEqualTo(Truncation.TRUNCATE_THEN_TILT);
        assertThat(audit.getAttempt()).isEqualTo(1);
        assertThat(audit.getKlMax()).isEqualTo(0.75);
        assertThat(audit.getProxy()).isEqualTo("proxy-hash");
        assertThat(stream.pending()).isZero();
    }

    @Test
    void answersTheSamePromptIdOnce() {
        stream.ask(prompt("p1", "reasoning-long"));
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        assertThat(stream.traces()).hasSize(1);
        assertThat(stream.count("antidistill.prompts.duplicate")).isEqualTo(2);
    }

    @Test
    void forgetsAnsweredIdsAfterTheRetention() {
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        stream.pass(StreamBench.SETTINGS.retention().plusSeconds(1));
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        assertThat(stream.traces()).hasSize(2);
    }

    @Test
    void samplesCleanReferencesWithoutTiltAndKeepsThemFromCustomers() {
        stream.command("standard", 3);
        stream.probe(ProbePurpose.CLEAN_REFERENCE, "standard", prompt("r1", "reasoning-long"));
        stream.tick();
        ProbeTrace reference = one(stream.probeTraces());
        assertThat(reference.getTrace().getText()).endsWith(", 0]");
        assertThat(reference.getPurpose()).isEqualTo(ProbePurpose.CLEAN_REFERENCE);
        assertThat(one(stream.audits()).getProbePurpose()).isEqualTo(ProbePurpose.CLEAN_REFERENCE);
        assertThat(stream.traces()).isEmpty();
    }

    @Test
    void samplesCanariesAsTheGroupsCustomersAre() {
        stream.command("standard", 3);
        stream.probe(ProbePurpose.CANARY, "standard", prompt("c1", "reasoning-long"));
        stream.probe(ProbePurpose.CANARY, "standard", prompt("c2", "canary"));
        stream.tick();
        assertThat(stream.probeTraces()).extracting(ProbeTrace::getLambdaGroup).containsOnly("standard");
        assertThat(stream.audits()).extracting(TraceAudit::getLambda).containsExactly(3.0, 3.0);
        assertThat(stream.traces()).isEmpty();
    }

    @Test
    void samplesCandidatesAsTheCustomersOfThatNameWouldBe() {
        stream.command("standard", 3);
        stream.ask(as("p1", "bob"));
        stream.ask(as("p2", "carol"));
        stream.probe(ProbePurpose.CANDIDATE, "standard", as("d1", "bob"));
        stream.probe(ProbePurpose.CANDIDATE, "standard", as("d2", "carol"));
        stream.tick();

        Map<String, TraceAudit> audits =
                stream.audits().stream().collect(Collectors.toMap(TraceAudit::getPromptId, Function.identity()));
        assertThat(audits.values()).hasSize(4).allSatisfy(audit -> assertThat(audit.getLambda())
                .isEqualTo(3));
        assertThat(audits.get("d1").getSeed()).isEqualTo(audits.get("p1").getSeed());
        assertThat(audits.get("d2").getSeed())
                .as("another client's answer is another one")
                .isEqualTo(audits.get("p2").getSeed())
                .isNotEqualTo(audits.get("p1").getSeed());
        assertThat(stream.traces()).extracting(ProtectedTrace::getPromptId).containsExactlyInAnyOrder("p1", "p2");
    }

    private static PromptEvent as(String id, String client) {
        PromptEvent prompt = prompt(id, "reasoning-long");
        prompt.setClient(client);
        return prompt;
    }

    @Test
    void goesOnWithTheBegunAnswerOfACanaryButNotOfACleanReferenceNorOfACustomer() {
        List<Message> begun = List.of(new Message("user", "How many?"), new Message("assistant", "It is \\boxed{"));
        stream.command("standard", 3);
        stream.ask(prompt("p1", "reasoning-long", begun, 5));
        stream.probe(ProbePurpose.CLEAN_REFERENCE, "standard", prompt("r1", "reasoning-long", begun, 5));
        stream.probe(ProbePurpose.CANARY, "standard", prompt("c1", "reasoning-long", begun, 5));
        stream.tick();

        assertThat(one(stream.probeTraces()).getTrace().getMessages()).isEqualTo(begun);
        assertThat(stream.traces()).isEmpty();
        TraceAudit audit = one(stream.audits());
        assertThat(audit.getPromptId()).isEqualTo("c1");
        assertThat(audit.getPrefilled()).isTrue();
        assertThat(audit.getLambda()).as("protected as customers' answers are").isEqualTo(3);
        assertThat(audit.getMaxNewTokens()).isEqualTo(5);
        assertThat(audit.getContextLength()).isEqualTo(64);
        assertThat(stream.deadLetters().readRecordsToList())
                .extracting(ProtectionTopologyTest::reason)
                .containsExactly("LAST_MESSAGE_NOT_FROM_USER", "LAST_MESSAGE_NOT_FROM_USER");
    }

    @Test
    void aProbeRecordOnTheCustomersTopicIsNoPrompt() {
        byte[] probe = stream.topics
                .probePrompts()
                .valueSerde()
                .serializer()
                .serialize(
                        stream.topics.prompts().name(),
                        new io.antidistill.schema.ProbePrompt(
                                ProbePurpose.CLEAN_REFERENCE, "standard", prompt("p1", "reasoning-long")));
        stream.askRaw("p1".getBytes(StandardCharsets.UTF_8), probe);
        stream.tick();
        assertThat(stream.traces()).isEmpty();
        assertThat(reason(stream.deadLetters().readRecord())).isEqualTo("NOT_AVRO");
    }

    @Test
    void letsNoTraceOutWhenProtectionIsUnavailable() {
        stream.engine.fail(GenerationFailure.Reason.PROTECTION_UNAVAILABLE);
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        assertThat(stream.traces()).isEmpty();
        assertThat(stream.audits()).isEmpty();
        assertThat(reason(stream.deadLetters().readRecord())).isEqualTo("PROTECTION_UNAVAILABLE");
        assertThat(stream.pending()).isZero();
    }

    @Test
    void waitsForProtectionWhereThePolicySaysSo() {
        DefensePolicy patient = DefaultPolicies.byContext().get("reasoning-long");
        patient.setFailMode(FailMode.WAIT);
        stream.setPolicy("reasoning-long", patient);
        stream.engine.fail(GenerationFailure.Reason.NOT_A_NUMBER);
        stream.ask(prompt("p1", "reasoning-long"));
        for (int i = 0; i < 10; i++) {
            stream.pass(Duration.ofSeconds(8));
        }
        assertThat(stream.pending()).isEqualTo(1);
        assertThat(stream.engine.offered()).hasSizeBetween(5, 12);

        stream.engine.fail(null);
        stream.pass(Duration.ofSeconds(8));
        stream.pass(Duration.ofSeconds(8));
        stream.tick();
        assertThat(stream.traces()).hasSize(1);
        assertThat(stream.deadLetters().isEmpty()).isTrue();
    }

    @Test
    void setsAPromptAsideAfterThreeEngineFailures() {
        stream.engine.fail(GenerationFailure.Reason.INTERNAL);
        stream.ask(prompt("p1", "reasoning-long"));
        for (int i = 0; i < 4; i++) {
            stream.pass(Duration.ofSeconds(8));
        }
        stream.tick();
        assertThat(stream.engine.offered()).hasSize(3);
        assertThat(reason(stream.deadLetters().readRecord())).isEqualTo("ENGINE_FAILED");
        assertThat(stream.pending()).isZero();
    }

    @Test
    void keepsPromptsWhileTheEngineIsDown() {
        stream.engine.setHealthy(false);
        stream.ask(prompt("p1", "reasoning-long"));
        stream.pass(Duration.ofMinutes(1));
        assertThat(stream.pending()).isEqualTo(1);
        stream.engine.setHealthy(true);
        stream.tick();
        stream.tick();
        assertThat(stream.traces()).hasSize(1);
    }

    @Test
    void showsTheCommandsInForceAsMetrics() {
        stream.command("standard", 3);
        stream.pass(Duration.ofSeconds(1));
        assertThat(stream.meters
                        .get("antidistill.lambda")
                        .tag("group", "standard")
                        .gauge()
                        .value())
                .isEqualTo(3);
        assertThat(stream.meters
                        .get("antidistill.lambda.age")
                        .tag("group", "standard")
                        .timeGauge())
                .isNotNull();
    }

    private static String reason(TestRecord<byte[], byte[]> letter) {
        return new String(letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8);
    }
}
