package io.antidistill.streams.generation;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.engine.GenerationFailure;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.policy.DefaultPolicies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crash, restart and pressure, on one task. */
class GenerationProcessorTest {
    @TempDir
    Path directory;

    private TaskBench task;

    @BeforeEach
    void start() {
        task = new TaskBench(FakeEngine.holding(2), directory);
    }

    @Test
    void resubmitsPendingPromptsAfterRestoreOldestFirst() {
        task.ask("p2");
        task.ask("p1");
        task.ask("p3");
        assertThat(task.engine().held()).isEqualTo(2);

        task.restart(FakeEngine.answeringAtOnce());
        task.tick();
        task.tick();
        assertThat(task.traces()).extracting(trace -> trace.getPromptId()).containsExactly("p2", "p1", "p3");
        assertThat(task.audits()).extracting(TraceAudit::getAttempt).containsExactly(2, 2, 1);
        assertThat(task.pending("p1")).isNull();
    }

    @Test
    void replaysWithTheDecisionOfTheFirstHandOver() {
        task.command(6);
        task.ask("p1");
        GenerationRequest first = task.engine().lastOffered();

        task.command(3);
        DefensePolicy changed = DefaultPolicies.byContext().get("reasoning-long");
        changed.setVersion(2);
        changed.setTau(0.5);
        task.setPolicy("reasoning-long", changed);
        task.restart(FakeEngine.holding(2));
        task.tick();

        GenerationRequest second = task.engine().lastOffered();
        assertThat(second.sampling()).isEqualTo(first.sampling());
        assertThat(second.seed()).isEqualTo(first.seed());
        assertThat(second.maxNewTokens()).isEqualTo(first.maxNewTokens());
    }

    @Test
    void replaysWithMoreLambdaWhereTheRulesBecameStricter() {
        task.command(3);
        task.ask("p1");
        long seed = task.engine().lastOffered().seed();
        task.command(6);
        task.restart(FakeEngine.answeringAtOnce());
        task.tick();
        task.tick();
        TraceAudit audit = task.audits().get(0);
        assertThat(audit.getLambda()).isEqualTo(6);
        assertThat(audit.getSeed()).isEqualTo(seed);
        assertThat(audit.getLambdaReason()).startsWith("raised from 3.0");
    }

    @Test
    void aKillSwitchReachesWhatIsHandedOverAgain() {
        task.command(3);
        task.ask("p1");
        task.kill(true);
        task.restart(FakeEngine.answeringAtOnce());
        task.tick();
        task.tick();
        assertThat(task.audits().get(0).getLambda()).isZero();
        assertThat(task.audits().get(0).getKilled()).isTrue();
    }

    @Test
    void theEndOfAKillSwitchReachesWhatIsHandedOverAgain() {
        task.command(3);
        task.kill(true);
        task.ask("p1");
        assertThat(task.engine().lastOffered().sampling().lambda()).isZero();
        task.kill(false);
        task.restart(FakeEngine.answeringAtOnce());
        task.tick();
        task.tick();
        assertThat(task.audits().get(0).getLambda()).isEqualTo(3);
        assertThat(task.audits().get(0).getKilled()).isFalse();
        assertThat(task.audits().get(0).getLambdaReason()).startsWith("raised from 0.0");
    }

    @Test
    void aPromptThatKillsEnginesIsSetAsideAfterThreeOfThemAndTheNextIsAnswered() {
        task.restart(FakeEngine.holding(1));
        task.ask("killer");
        task.ask("innocent");
        for (int death = 1; death <= 3; death++) {
            assertThat(task.engine().held())
                    .as("engine %d has the killer", death)
                    .isEqualTo(1);
            task.engine().fail(GenerationFailure.Reason.INTERNAL);
            task.engine().setHealthy(false);
            task.engine().endOne();
            task.tick();
            assertThat(task.deadLetterReasons()).hasSize(death == 3 ? 1 : 0);
            task.restart(death < 3 ? FakeEngine.holding(1) : FakeEngine.answeringAtOnce());
            task.tick();
        }
        task.tick();
        assertThat(task.traces()).extracting(trace -> trace.getPromptId()).containsExactly("innocent");
        assertThat(task.pending("killer")).isNull();
    }

    @Test
    void aPromptThatKillsEnginesTakesNoneOfItsNeighboursWithIt() {
        task.restart(FakeEngine.holding(5));
        List.of("killer", "neighbour 1", "neighbour 2").forEach(task::ask);
        for (int death = 1; death <= 2; death++) {
            assertThat(task.engine().held()).isEqualTo(3);
            engineDies();
            task.restart(FakeEngine.holding(5));
            task.tick();
        }
        assertThat(task.engine().held())
                .as("one at a time has its last attempt")
                .isEqualTo(1);
        task.ask("newcomer");
        assertThat(task.engine().held()).as("others go on").isEqualTo(2);
        engineDies();
        assertThat(task.deadLetterReasons()).containsExactly("ENGINE_FAILED");
        assertThat(task.pending("killer")).isNull();

        task.restart(FakeEngine.answeringAtOnce());
        IntStream.range(0, 6).forEach(i -> task.pass(Duration.ofSeconds(1)));
        assertThat(task.traces())
                .extracting(trace -> trace.getPromptId())
                .containsExactlyInAnyOrder("neighbour 1", "neighbour 2", "newcomer");
    }

    private void engineDies() {
        task.engine().fail(GenerationFailure.Reason.INTERNAL);
        task.engine().setHealthy(false);
        task.engine().endAll();
        task.tick();
    }

    @Test
    void aPromptFrozenInShadowIsProtectedIfThePolicySaysSoByTheNextHandOver() {
        DefensePolicy policy = DefaultPolicies.byContext().get("reasoning-long");
        policy.setMode(ProtectionMode.SHADOW);
        task.setPolicy("reasoning-long", policy);
        task.ask("p1");
        policy.setMode(ProtectionMode.PROTECT);
        task.setPolicy("reasoning-long", policy);
        task.restart(FakeEngine.answeringAtOnce());
        task.tick();
        task.tick();
        TraceAudit audit = task.audits().get(0);
        assertThat(audit.getMode()).isEqualTo(ProtectionMode.PROTECT);
        assertThat(audit.getLambdaReason()).startsWith("raised from 2.0 in shadow");
    }

    @Test
    void resolvesLambdaAtTheHandOverAndNotWhenThePromptCameIn() {
        task.ask("p1");
        task.ask("p2");
        task.ask("p3");
        task.command(9);
        task.engine().endOne();
        task.tick();
        assertThat(task.engine().lastOffered().sampling().lambda()).isEqualTo(9);
    }

    @Test
    void dropsWhatArrivesAfterTheTaskWasRevoked() {
        task.ask("p1");
        FakeEngine before = task.engine();
        task.close();
        assertThat(before.cancelled()).isEqualTo(1);
        before.endAll();
        task.restart(FakeEngine.holding(1));
        task.tick();
        task.tick();
        assertThat(task.traces()).isEmpty();
        assertThat(task.pending("p1")).isNotNull();
    }

    @Test
    void answersOnceWhenKafkaStreamsRevivesTheSameProcessor() {
        task.ask("p1");
        task.revive();
        task.tick();
        assertThat(task.engine().offered()).hasSize(2);
        task.engine().endAll();
        task.tick();
        assertThat(task.traces()).hasSize(1);
    }

    @Test
    void keepsTheRestWaitingWhenTheEnginesQueueIsFull() {
        IntStream.range(0, 3).forEach(i -> task.ask("p" + i));
        assertThat(task.engine().held()).isEqualTo(2);
        task.engine().endOne();
        task.tick();
        assertThat(task.engine().held()).isEqualTo(2);
        assertThat(task.traces()).hasSize(1);
    }

    @Test
    void slowsConsumptionButDropsNothingWhenTooMuchIsPending() {
        IntStream.range(0, 3).forEach(i -> task.ask("p" + i));
        long start = System.nanoTime();
        task.ask("p3");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(TaskBench.SETTINGS.longestWait());
        start = System.nanoTime();
        task.ask("p4");
        task.ask("p5");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("the wait between two ticks is bounded")
                .isLessThan(TaskBench.SETTINGS.longestWait().multipliedBy(2));
        for (int i = 0; i < 6; i++) {
            task.engine().endAll();
            task.tick();
        }
        assertThat(task.traces()).hasSize(6);
    }

    @Test
    void publishesFinishedAnswersWhileItHoldsConsumptionUp() {
        IntStream.range(0, 3).forEach(i -> task.ask("p" + i));
        task.engine().endOne();
        task.ask("p3");
        assertThat(task.traces()).hasSize(1);
        assertThat(task.engine().offered()).hasSize(3);
    }

    @Test
    void setsAPromptAsideThatWasInTheEngineEachTimeTheServiceEnded() {
        task.ask("p1");
        for (int life = 2; life <= TaskBench.SETTINGS.maxInterruptions(); life++) {
            task.restart(FakeEngine.holding(2));
            task.tick();
            assertThat(task.engine().offered()).hasSize(1);
        }
        task.restart(FakeEngine.holding(2));
        task.tick();
        assertThat(task.engine().offered()).isEmpty();
        assertThat(task.deadLetterReasons()).containsExactly("ENGINE_FAILED");
        assertThat(task.pending("p1")).isNull();
    }

    @Test
    void doesNotBlameAPromptForAnEngineThatWasStopped() {
        task.engine().fail(GenerationFailure.Reason.ENGINE_STOPPED);
        task.ask("p1");
        for (int i = 0; i < 10; i++) {
            task.engine().endAll();
            task.pass(Duration.ofSeconds(8));
        }
        assertThat(task.deadLetterReasons()).isEmpty();
        assertThat(task.pending("p1")).isNotNull();
    }

    @Test
    void remembersAfterARestartWhatHasBeenAnswered() {
        task.ask("p1");
        task.engine().endAll();
        task.tick();
        task.restart(FakeEngine.answeringAtOnce());
        task.ask("p1");
        task.tick();
        assertThat(task.engine().offered()).isEmpty();
    }
}
