package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.TraceAudit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lambda that is not as it was commanded. */
class LambdaFaultTest extends LoopBench {
    private int asked;

    @BeforeEach
    void aCommandIsInForce() throws InterruptedException {
        references();
        send(topics.lambda(), Records.command("standard", 4, "monitor", START));
        loop.start();
        customersAt(4, 10);
        turns(2);
    }

    private void customersAt(double commanded, int count) {
        customersAt(commanded, count, START.plusSeconds(1));
    }

    private void customersAt(double commanded, int count, Instant handedOver) {
        for (int i = 0; i < count; i++) {
            String id = "c" + asked++;
            send(topics.traces(), Records.trace(id, "q" + id, "t", handedOver));
            TraceAudit audit = Records.audit(id, "standard", commanded, null);
            audit.setCommandedLambda(commanded);
            send(topics.traceAudit(), audit);
        }
    }

    private double faults() {
        return meters.get("antidistill.monitor.lambda.faults")
                .tag("group", "standard")
                .counter()
                .count();
    }

    @Test
    void commandsAgainWhatTheTracesWereNotSampledUnderAndReportsIt() throws InterruptedException {
        customersAt(4, 50);
        turns(1);
        customersAt(0, 20);
        turns(1);

        LambdaCommand again = last(topics.lambda());
        assertThat(again.getLambda()).isEqualTo(4);
        assertThat(again.getIssuedBy()).isEqualTo("monitor");
        assertThat(again.getReason()).contains("20 traces were sampled at a commanded lambda of 0.000, not of 4.000");
        assertThat(faults()).isEqualTo(1);

        customersAt(0, 5);
        customersAt(4, 60);
        turns(2);
        assertThat(records(topics.lambda())).as("what was under way is excused").hasSize(1);

        rounds.result.complete(result(0.9));
        turns(1);
        ProbeReport report = last(topics.probeReports());
        assertThat(report.getFaults()).hasSize(1);
        assertThat(report.getLambdaBefore()).isEqualTo(4);
        assertThat(book.group("standard").faults()).isEmpty();
    }

    @Test
    void excusesWhatWasUnderWayWhenTheMonitorItselfMovedLambda() throws InterruptedException {
        customersAt(4, 128);
        turns(2);
        rounds.result.complete(result(0.9));
        turns(1);
        assertThat(last(topics.lambda()).getLambda()).isEqualTo(7.288, within(1e-3));

        customersAt(4, 30);
        turns(1);
        assertThat(records(topics.lambda())).hasSize(1);

        clock.now = clock.now.plus(Duration.ofSeconds(61));
        customersAt(4, 30);
        turns(1);
        assertThat(records(topics.lambda()))
                .as("a minute later nothing can be under way")
                .hasSize(2);
        assertThat(last(topics.lambda()).getReason()).contains("not of 7.288");
    }

    @Test
    void doesNotTakeACommandInItsOwnNameForItsOwn() throws InterruptedException {
        send(topics.lambda(), Records.command("standard", 0, "monitor", START.plusSeconds(9)));
        turns(1);

        assertThat(last(topics.lambda()).getLambda()).isEqualTo(4);
        assertThat(last(topics.lambda()).getReason()).contains("in the monitor's name, but not from this monitor");
        assertThat(book.group("standard").state().lambda()).isEqualTo(4);
    }

    @Test
    void leavesAPersonsZeroWithAuthorAndReasonAloneAndRepairsOneWithout() throws InterruptedException {
        send(topics.lambda(), Records.command("standard", 0, " ", START.plusSeconds(8)));
        turns(1);
        assertThat(last(topics.lambda()).getLambda()).isEqualTo(4);

        send(topics.lambda(), Records.command("standard", 0, "alice", START.plusSeconds(9)));
        turns(1);
        customersAt(0, 60);
        turns(3);
        assertThat(records(topics.lambda())).hasSize(1);
        assertThat(book.group("standard").inForce().lambda()).isZero();

        clock.now = clock.now.plus(Duration.ofSeconds(120));
        customersAt(9, 60);
        turns(1);
        assertThat(last(topics.lambda()))
                .as("her word is repeated as hers")
                .satisfies(again -> assertThat(again.getLambda()).isZero())
                .satisfies(again -> assertThat(again.getIssuedBy()).isEqualTo("alice"));
    }

    @Test
    void putsADeletedOrUnreadableCommandBack() throws InterruptedException {
        send(topics.lambda().name(), "standard", null);
        turns(1);
        assertThat(last(topics.lambda()).getReason()).contains("its command was deleted");

        clock.now = clock.now.plus(Duration.ofSeconds(11));
        send(topics.lambda().name(), "standard", new byte[] {1, 2, 3});
        turns(1);
        assertThat(last(topics.lambda()).getReason()).contains("a command cannot be used");
        assertThat(faults()).isEqualTo(2);
    }

    @Test
    void keepsAFreezeThatItsOwnCommandCrossed() throws InterruptedException {
        customersAt(4, 128);
        turns(2);
        LambdaCommand freeze = LambdaCommand.newBuilder(Records.command("standard", 4, "alice", START.plusSeconds(9)))
                .setFrozen(true)
                .build();
        rounds.result.complete(result(0.9));
        turns(1);
        LambdaCommand own = last(topics.lambda());
        send(topics.lambda(), freeze);
        send(topics.lambda(), own);
        turns(1);

        assertThat(last(topics.lambda()).getFrozen()).isTrue();
        assertThat(last(topics.lambda()).getLambda()).isEqualTo(4);
        assertThat(last(topics.lambda()).getReason()).contains("crossed that of alice");
    }

    @Test
    void goesByTheCommandsThatTracesNameWhenTheStreamsClockIsWrong() throws InterruptedException {
        for (Duration skew : List.of(Duration.ofHours(-1), Duration.ofHours(1))) {
            customersAt(4, 128, clock.now.plus(skew));
            turns(2);
            assertThat(rounds.started.get(rounds.started.size() - 1).window()).hasSize(128);
            assertThat(GroupBook.freshShare(
                            book.group("standard").window(),
                            book.group("standard").inForce()))
                    .isEqualTo(1);
            rounds.result.complete(result(0.5));
            turns(1);
        }
        assertThat(records(topics.lambda())).isEmpty();
    }

    @Test
    void leavesAGroupWithoutPolicyAlone() throws InterruptedException {
        send(topics.lambda(), Records.command("nowhere", 4, "alice", START));
        send(topics.lambda().name(), "nowhere", null);
        turns(3);

        assertThat(records(topics.lambda())).isEmpty();
        assertThat(records(topics.probePrompts()))
                .allSatisfy(prompt -> assertThat(prompt.getLambdaGroup()).isNotEqualTo("nowhere"));
    }

    @Test
    void publishesNothingOfARoundThatIsGivenUpAndStartsItAnewInTheNextRun() throws InterruptedException {
        customersAt(4, 128);
        turns(2);
        assertThat(rounds.started).hasSize(1);

        loop.abandon();
        assertThat(rounds.result).isCancelled();
        assertThat(records(topics.probeReports())).isEmpty();
        assertThat(records(topics.lambda())).isEmpty();
        assertThat(producer.consumerGroupOffsetsHistory())
                .as("what the round would have counted is not committed")
                .isEmpty();
    }

    @Test
    void countsACanaryByTheCommandThatItsAuditNamesWhicheverOfBothComesFirst() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            ProbeTrace answer = Records.answer(
                    ProbePurpose.CANARY,
                    "standard",
                    questions.canaries().get(i).question(),
                    "no idea",
                    clock.now.minus(Duration.ofDays(1)));
            answer.getTrace().setPromptId("canary-" + i);
            TraceAudit audit = Records.audit("canary-" + i, "standard", 4, ProbePurpose.CANARY);
            audit.setCommandedLambda(i < 3 ? 4.0 : 9.0);
            if (i % 2 == 0) {
                send(topics.traceAudit(), audit);
            }
            send(topics.probeTraces(), answer);
            turns(1);
            if (i % 2 == 1) {
                send(topics.traceAudit(), audit);
            }
            turns(1);
        }

        assertThat(book.group("standard").utility(3)).hasValue(0);
        assertThat(book.group("standard").utility(4)).isEmpty();
    }
}
