package io.antidistill.streams;

import static io.antidistill.streams.StreamBench.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.sampling.Sampler;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.RiskLevel;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.policy.DefaultPolicies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KillSwitchAndShadowTest extends AnsweringStream {
    @BeforeEach
    void setLambda() {
        stream.command("standard", 3);
    }

    private TraceAudit audit(String id, String context) {
        stream.ask(prompt(id, context));
        stream.tick();
        List<TraceAudit> audits = stream.audits();
        assertThat(audits).hasSize(1);
        return audits.get(0);
    }

    @Test
    void theKillSwitchPublishesPlainAnswersWhateverTheMonitorCommandsUntilItIsRevived() {
        stream.kill("standard", "standard", true);
        stream.command("standard", 9);
        stream.suspect("acme/bob", RiskLevel.HIGH, stream.now().plusSeconds(60));
        for (String context : List.of("reasoning-long", "suspicious")) {
            TraceAudit killed = audit("killed-" + context, context);
            assertThat(killed.getLambda()).isZero();
            assertThat(killed.getKilled()).isTrue();
            assertThat(killed.getCommandedLambda()).isNull();
            assertThat(killed.getLambdaReason())
                    .contains("kill switch of group 'standard' by tester", "broken answers");
        }
        stream.kill("standard", "standard", false);
        TraceAudit revived = audit("p2", "reasoning-long");
        assertThat(revived.getLambda()).isEqualTo(16);
        assertThat(revived.getKilled()).isFalse();
    }

    @Test
    void theKillSwitchOfOneGroupReachesNoOtherAndNeverTheStrictestDefault() {
        DefensePolicy other = DefaultPolicies.byContext().get("reasoning-long");
        other.setLambdaGroup("other");
        stream.setPolicy("other", other);
        stream.kill("standard", "standard", true);
        stream.kill("default", "default", true);
        assertThat(audit("p1", "other").getLambda()).isEqualTo(2);
        assertThat(audit("p2", "made-up").getLambda()).isEqualTo(32);
    }

    @Test
    void aKillSwitchThatIsUnreadableOrNamesAnotherGroupSwitchesNothingOff() {
        stream.raw(stream.topics.killSwitches())
                .pipeInput("standard".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2});
        assertThat(audit("p1", "reasoning-long").getLambda()).isEqualTo(3);
        stream.kill("standard", "other", true);
        assertThat(audit("p2", "reasoning-long").getLambda()).isEqualTo(3);
    }

    @Test
    void theKillSwitchShowsAsAMetric() {
        stream.kill("standard", "standard", true);
        stream.pass(Duration.ofSeconds(1));
        assertThat(stream.meters
                        .get("antidistill.lambda.killed")
                        .tag("group", "standard")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void probesOfAKilledGroupAreSampledAsItsCustomersAre() {
        stream.kill("standard", "standard", true);
        stream.probe(ProbePurpose.CANARY, "standard", prompt("c1", "reasoning-long"));
        stream.tick();
        assertThat(stream.audits()).extracting(TraceAudit::getLambda).containsExactly(0.0);
    }

    @Test
    void shadowMeasuresWhatTheTiltWouldHaveDoneAndPublishesThePlainAnswer() {
        DefensePolicy shadow = DefaultPolicies.byContext().get("reasoning-long");
        shadow.setMode(ProtectionMode.SHADOW);
        shadow.setAnswerGuard(true);
        stream.setPolicy("reasoning-long", shadow);
        TraceAudit audit = audit("p1", "reasoning-long");
        assertThat(audit.getMode()).isEqualTo(ProtectionMode.SHADOW);
        assertThat(audit.getLambda()).as("what would have been").isEqualTo(3);
        assertThat(stream.engine.lastOffered().sampling().sampler()).isEqualTo(Sampler.SHADOW);
        assertThat(stream.engine.lastOffered().forcing()).isEmpty();
        assertThat(audit("p2", "premium").getMode()).isEqualTo(ProtectionMode.PROTECT);
        assertThat(stream.engine.lastOffered().sampling().sampler()).isEqualTo(Sampler.ANTIDISTILLATION);
    }
}
