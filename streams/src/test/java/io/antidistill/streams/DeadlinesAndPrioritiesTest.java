package io.antidistill.streams;

import static io.antidistill.streams.StreamBench.START;
import static io.antidistill.streams.StreamBench.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.engine.GenerationFailure;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.Priority;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.PromptPriority;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.generation.FakeEngine;
import io.antidistill.streams.policy.DefaultPolicies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadlinesAndPrioritiesTest {
    @TempDir
    Path directory;

    private StreamBench stream;

    @BeforeEach
    void start() {
        stream = new StreamBench(FakeEngine.holding(1), directory);
        set("urgent", PromptPriority.HIGH, 10);
        set("bulk", PromptPriority.LOW, null);
    }

    @AfterEach
    void stop() {
        stream.close();
    }

    private void set(String context, PromptPriority priority, Integer deadlineSeconds) {
        DefensePolicy policy = DefaultPolicies.byContext().get("reasoning-long");
        policy.setPriority(priority);
        policy.setDeadlineSeconds(deadlineSeconds);
        stream.setPolicy(context, policy);
    }

    @Test
    void handsPriorityAndDeadlineOfThePolicyToTheEngine() {
        stream.ask(prompt("p1", "urgent"), START);
        assertThat(stream.engine.lastOffered().priority()).isEqualTo(Priority.HIGH);
        assertThat(stream.engine.lastOffered().deadline()).contains(START.plusSeconds(10));
    }

    @Test
    void givesNoDeadlineWhereThePolicyHasNone() {
        stream.ask(prompt("p1", "reasoning-long"), START.minusSeconds(1_000_000));
        assertThat(stream.engine.lastOffered().priority()).isEqualTo(Priority.NORMAL);
        assertThat(stream.engine.lastOffered().deadline()).isEmpty();
    }

    @Test
    void handsOverTheHighestPriorityFirstAndTheOldestWithinIt() {
        stream.ask(prompt("running", "reasoning-long"), START);
        stream.ask(prompt("low", "bulk"), START);
        stream.ask(prompt("normal", "reasoning-long"), START);
        stream.ask(prompt("high", "urgent"), START);
        for (int i = 0; i < 4; i++) {
            stream.engine.endAll();
            stream.tick();
        }
        assertThat(stream.traces())
                .extracting(ProtectedTrace::getPromptId)
                .containsExactly("running", "high", "normal", "low");
    }

    @Test
    void setsAsideWhatExpiresWhileItWaits() {
        stream.ask(prompt("running", "reasoning-long"), START);
        stream.ask(prompt("p1", "urgent"), START);
        stream.pass(Duration.ofSeconds(9));
        assertThat(reasons()).isEmpty();
        stream.pass(Duration.ofSeconds(1));
        assertThat(reasons()).containsExactly("DEADLINE_EXCEEDED");
        assertThat(stream.pending()).as("the running one").isEqualTo(1);
        assertThat(stream.engine.offered()).hasSize(1);
    }

    @Test
    void setsAsideWhatExpiresWhileTheEngineIsDown() {
        stream.engine.setHealthy(false);
        stream.ask(prompt("p1", "urgent"), START);
        stream.pass(Duration.ofSeconds(10));
        assertThat(reasons()).containsExactly("DEADLINE_EXCEEDED");
    }

    @Test
    void setsAsideAtOnceWhatExpiresInTheEngine() {
        stream.engine.fail(GenerationFailure.Reason.DEADLINE_EXCEEDED);
        stream.ask(prompt("p1", "urgent"), START);
        stream.engine.endAll();
        stream.tick();
        assertThat(reasons()).containsExactly("DEADLINE_EXCEEDED");
        assertThat(stream.pending()).isZero();
        assertThat(stream.traces()).isEmpty();
    }

    @Test
    void setsAsideWhatExpiresDuringThePauseAfterAFailure() {
        set("urgent", PromptPriority.HIGH, 1);
        stream.engine.fail(GenerationFailure.Reason.INTERNAL);
        stream.ask(prompt("p1", "urgent"), START);
        stream.engine.endAll();
        stream.pass(Duration.ofMillis(500));
        stream.pass(Duration.ofMillis(600));
        assertThat(reasons()).containsExactly("DEADLINE_EXCEEDED");
        assertThat(stream.engine.offered()).hasSize(1);
    }

    @Test
    void countsTheTimeThatAPromptLayOnTheTopic() {
        stream.ask(prompt("p1", "urgent"), START.minusSeconds(10));
        assertThat(reasons()).containsExactly("DEADLINE_EXCEEDED");
        assertThat(stream.engine.offered()).isEmpty();
    }

    @Test
    void aRecordFromTheFutureHasNoMoreTimeThanOneOfNow() {
        stream.ask(prompt("p1", "urgent"), START.plusSeconds(1_000_000));
        assertThat(stream.engine.lastOffered().deadline()).contains(START.plusSeconds(10));
    }

    @Test
    void keepsTheDeadlineOfThePolicyThatAcceptedThePrompt() {
        stream.ask(prompt("running", "reasoning-long"), START);
        stream.ask(prompt("p1", "urgent"), START);
        set("urgent", PromptPriority.LOW, 1_000);
        stream.engine.endAll();
        stream.tick();
        GenerationRequest offered = stream.engine.lastOffered();
        assertThat(offered.deadline()).contains(START.plusSeconds(10));
        assertThat(offered.priority()).isEqualTo(Priority.HIGH);
    }

    @Test
    void probesHaveNoDeadline() {
        stream.probe(ProbePurpose.CANARY, "standard", prompt("c1", "urgent"));
        assertThat(stream.engine.lastOffered().deadline()).isEmpty();
        assertThat(stream.engine.lastOffered().priority()).isEqualTo(Priority.NORMAL);
    }

    private List<String> reasons() {
        return stream.deadLetters().readRecordsToList().stream()
                .flatMap(letter -> Stream.of(letter.headers().lastHeader(DeadLetter.REASON)))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }
}
