package io.antidistill.engine;

import static io.antidistill.engine.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Deadlines, priorities, and what an engine tells about itself. */
class EngineTimingTest extends ToyEngine {
    private final List<EngineStep> steps = new CopyOnWriteArrayList<>();
    private final List<RequestOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final EngineListener listener = new EngineListener() {
        @Override
        public void stepped(EngineStep step) {
            steps.add(step);
        }

        @Override
        public void ended(RequestOutcome outcome) {
            outcomes.add(outcome);
        }
    };

    @Test
    void aDeadlineEndsARequestThatRunsAndOneThatWaits() {
        Semaphore gate = holdTeacher();
        start(SLOTS);
        engine.listen(listener);
        Instant deadline = Instant.now().plusMillis(300);
        List<Recorder> late = new ArrayList<>();
        late.add(offer(request(2, 30, 1).withDeadline(deadline)));
        awaitTeacherHeld(gate);
        List<Recorder> others = new ArrayList<>();
        for (int i = 0; i < SLOTS - 1; i++) {
            others.add(offer(request(2, 30, 2 + i)));
        }
        late.add(offer(request(2, 30, 9).withDeadline(deadline)));
        Awaitility.await().until(() -> Instant.now().isAfter(deadline));
        gate.release(1_000_000);
        for (Recorder recorder : late) {
            assertThat(recorder.failure().reason()).isEqualTo(GenerationFailure.Reason.DEADLINE_EXCEEDED);
            assertThat(recorder.failure().message()).contains("the deadline " + deadline + " passed");
        }
        others.forEach(recorder -> assertThat(recorder.result()).isNotNull());
        assertThat(offer(request(2, 30, 1).withDeadline(Instant.EPOCH))
                        .failure()
                        .message())
                .contains("had passed when the request was offered");
        assertThat(outcomes)
                .containsOnly(RequestOutcome.EXPIRED, RequestOutcome.FINISHED)
                .filteredOn(RequestOutcome.EXPIRED::equals)
                .hasSize(3);
    }

    @Test
    void aDeadlineInTheFutureChangesNothing() {
        start(3);
        GenerationRequest request = request(2, 30, 1, 2);
        assertThat(offer(request.withDeadline(Instant.now().plusSeconds(3600)))
                        .result()
                        .tokenIds())
                .isEqualTo(alone(request));
    }

    @Test
    void theHighestPriorityGetsTheNextFreeSlot() {
        Semaphore gate = holdTeacher();
        start(10);
        offer(request(0, 1, 1));
        awaitTeacherHeld(gate);
        List<String> order = new CopyOnWriteArrayList<>();
        for (int i = 0;
                i < SLOTS;
                i++) { // as many as there are slots: they run together, and all before those of low priority
            offerNamed(order, "low", Priority.LOW);
        }
        for (int i = 0; i < SLOTS - 1; i++) {
            offerNamed(order, "high", Priority.HIGH);
        }
        gate.release(1_000_000);
        Awaitility.await().until(() -> order.size() == 2 * SLOTS - 1);
        assertThat(order.subList(0, SLOTS)).filteredOn("high"::equals).hasSize(SLOTS - 1);
    }

    private void offerNamed(List<String> order, String name, Priority priority) {
        Recorder recorder = new Recorder() {
            @Override
            public void finished(GenerationResult result) {
                order.add(name);
            }
        };
        assertThat(engine.offer(request(0, 1, 1).withPriority(priority), recorder))
                .isPresent();
    }

    @Test
    void tellsWhatItsStepsDo() {
        start(3);
        engine.listen(listener);
        engine.listen(new EngineListener() {
            @Override
            public void stepped(EngineStep step) {
                throw new IllegalStateException("rude");
            }
        });
        List<GenerationRequest> requests = Requests.random(30, ToyRows.VOCABULARY, 20, 20, 6);
        List<GenerationResult> results = engine.generateAll(requests, done -> {});
        int prompts = requests.stream().mapToInt(r -> r.promptIds().length).sum();
        Awaitility.await().untilAsserted(() -> assertThat(
                        steps.stream().mapToInt(EngineStep::promptTokens).sum())
                .isEqualTo(prompts));
        Awaitility.await().untilAsserted(() -> assertThat(
                        steps.stream().mapToInt(EngineStep::newTokens).sum())
                .isEqualTo(results.stream().mapToInt(EngineTimingTest::draws).sum()));
        assertThat(steps).allSatisfy(step -> {
            assertThat(step.nanos()).isPositive();
            assertThat(step.slots()).isBetween(1, SLOTS);
            assertThat(step.promptTokens()).isLessThanOrEqualTo(CHUNK);
            assertThat(step.waiting()).isBetween(0, 3);
        });
        assertThat(outcomes).containsOnly(RequestOutcome.FINISHED).hasSize(30);
    }

    private static int draws(GenerationResult result) {
        return result.tokenIds().length + (result.finishReason() == FinishReason.STOP ? 1 : 0);
    }

    @Test
    void tellsOfCancelledAndRefusedRequests() {
        Semaphore gate = holdTeacher();
        start(3);
        engine.listen(listener);
        Recorder recorder = new Recorder();
        Generation generation = engine.offer(request(0, 30, 1), recorder).orElseThrow();
        awaitTeacherHeld(gate);
        generation.cancel();
        generation.cancel();
        offer(request(0, 1, new int[CONTEXT]));
        gate.release(1_000_000);
        assertThat(outcomes).containsExactly(RequestOutcome.CANCELLED, RequestOutcome.FAILED);
    }
}
