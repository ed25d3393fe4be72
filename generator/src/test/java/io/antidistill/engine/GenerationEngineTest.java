package io.antidistill.engine;

import static io.antidistill.engine.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine's bookkeeping and its failures, on models whose every number is known. */
class GenerationEngineTest {
    private static final int CONTEXT = 40;
    private static final int SLOTS = 4;

    private final ToyRows teacher = ToyRows.teacher(SLOTS);
    private final ToyRows score = ToyRows.score(SLOTS);
    private GenerationEngine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
            assertThat(teacher.closed).isTrue();
        }
    }

    @Test
    void batchedEqualsSingleTokenForToken() {
        start(3);
        List<GenerationRequest> requests = Requests.random(300, ToyRows.VOCABULARY, 20, 30, 1);
        List<GenerationResult> results = engine.generateAll(requests, done -> {});
        for (int i = 0; i < requests.size(); i++) {
            assertThat(results.get(i).tokenIds()).as("request %d", i).isEqualTo(alone(requests.get(i)));
        }
        assertThat(results).extracting(GenerationResult::finishReason).contains(FinishReason.STOP, FinishReason.LENGTH);
    }

    @Test
    void sameSeedGivesTheSameTraceWhateverElseRuns() {
        start(8);
        GenerationRequest request = request(2, 30, 3, 1, 4);
        int[] quiet = engine.generateAll(List.of(request), done -> {}).get(0).tokenIds();
        for (int round = 0; round < 10; round++) {
            List<GenerationRequest> crowd = Requests.random(20, ToyRows.VOCABULARY, 20, 30, round);
            crowd.add(round, request);
            assertThat(engine.generateAll(crowd, done -> {}).get(round).tokenIds())
                    .isEqualTo(quiet);
        }
    }

    @Test
    void lambdaZeroAndAVanishingLambdaGiveTheSameTokens() {
        start(3);
        for (GenerationRequest request : Requests.random(100, ToyRows.VOCABULARY, 10, 30, 2)) {
            List<GenerationResult> results =
                    engine.generateAll(List.of(Requests.with(request, 0), Requests.with(request, 1e-9)), done -> {});
            assertThat(results.get(1).tokenIds())
                    .isEqualTo(results.get(0).tokenIds())
                    .isEqualTo(alone(Requests.with(request, 0)));
            assertThat(results.get(0).statistics().proxyPasses()).isZero();
            assertThat(results.get(0).statistics().changedTokens()).isZero();
        }
    }

    @Test
    void asksTheProxyOnlyWhereThereIsAChoice() {
        start(3);
        GenerationStatistics statistics = engine.generateAll(List.of(request(2, 35, 1, 2, 3)), done -> {})
                .get(0)
                .statistics();
        assertThat(statistics.singleCandidateTokens()).isPositive();
        int choices = statistics.completionTokens() - statistics.singleCandidateTokens();
        // The prompt's pass, then one for each choice (the first token's may be the prompt's; a drawn stop token is one
        // more).
        assertThat(statistics.proxyPasses()).isBetween(choices, choices + 2).isEqualTo(score.passes);
        assertThat(teacher.passes).isGreaterThan(score.passes);
    }

    @Test
    void statisticsAreThoseOfTheDraws() {
        start(3);
        GenerationResult result =
                engine.generateAll(List.of(request(8, 30, 9, 9)), done -> {}).get(0);
        GenerationStatistics statistics = result.statistics();
        assertThat(statistics.completionTokens()).isEqualTo(result.tokenIds().length);
        assertThat(statistics.changedTokens()).isPositive();
        assertThat(statistics.klMean()).isPositive().isLessThan(statistics.klMax());
        assertThat(statistics.candidatesMean()).isGreaterThan(1);
        assertThat(statistics.queueNanos()).isNotNegative();
        assertThat(statistics.generationNanos()).isPositive();
    }

    @Test
    void cutsTheAnswerToTheContext() {
        start(3);
        GenerationRequest request = request(0, 1_000_000_000, new int[CONTEXT - 3]);
        GenerationResult result =
                engine.generateAll(List.of(request), done -> {}).get(0);
        assertThat(result.tokenIds()).isEqualTo(alone(request)).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void refusesAPromptThatLeavesNoRoomForAToken() {
        start(3);
        assertThat(offer(request(0, 1, new int[CONTEXT])).failure().reason())
                .isEqualTo(GenerationFailure.Reason.PROMPT_TOO_LONG);
        assertThat(offer(request(0, 1, new int[CONTEXT - 1])).result().tokenIds())
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void refusesATokenOutsideTheVocabulary() {
        start(3);
        assertThat(offer(request(0, 1, ToyRows.VOCABULARY)).failure().message()).contains("not in the teacher's");
        assertThat(engine.healthy()).isTrue();
    }

    @Test
    void refusesToProtectWithoutAProxy() {
        engine = GenerationEngine.start(
                config(3), new EngineModels(ToyRows.VOCABULARY, ToyRows.STOPS, () -> teacher, null));
        assertThat(offer(request(0.1, 5, 1)).failure().reason())
                .isEqualTo(GenerationFailure.Reason.PROTECTION_UNAVAILABLE);
        assertThat(offer(request(0, 5, 1)).result().tokenIds()).isEqualTo(alone(request(0, 5, 1)));
    }

    @Test
    void refusesWhenTheQueueIsFullAndTakesMoreWhenItIsNot() {
        Semaphore gate = holdTeacher();
        start(2);
        List<Recorder> accepted = new ArrayList<>(List.of(offer(request(0, 5, 1))));
        awaitTeacherHeld(gate); // the first has left the queue; the next two fill it
        accepted.add(offer(request(0, 5, 2)));
        accepted.add(offer(request(0, 5, 3)));
        Recorder refused = new Recorder();
        assertThat(engine.offer(request(0, 5, 4), refused)).isEmpty();
        gate.release(1_000_000);
        accepted.forEach(Recorder::result);
        assertThat(refused.calls).hasValue(0);
        assertThat(offer(request(0, 5, 7)).result()).isNotNull();
    }

    @Test
    void forgetsACancelledRequestAndGivesItsPlaceToTheNext() {
        Semaphore gate = holdTeacher();
        start(1);
        Recorder first = new Recorder();
        Generation running = engine.offer(request(0, 30, 1), first).orElseThrow();
        awaitTeacherHeld(gate);
        Recorder second = new Recorder();
        Generation waiting = engine.offer(request(0, 30, 2), second).orElseThrow();
        waiting.cancel();
        waiting.cancel();
        Recorder third = offer(request(0, 30, 3)); // there is room only because the second has left the queue
        running.cancel();
        gate.release(1_000_000);
        assertThat(third.result().tokenIds()).isEqualTo(alone(request(0, 30, 3)));
        assertThat(offer(request(0, 30, 4)).result()).isNotNull();
        assertThat(first.calls).hasValue(0);
        assertThat(second.calls).hasValue(0);
    }

    @Test
    void failsOnlyTheRequestWhoseTeacherLogitsAreNoNumbers() {
        teacher.nanAfter = 29;
        start(8);
        Recorder healthy = offer(request(2, 20, 1, 2));
        Recorder broken = offer(request(2, 20, 1, 29));
        assertThat(broken.failure().reason()).isEqualTo(GenerationFailure.Reason.NOT_A_NUMBER);
        assertThat(broken.failure().message()).contains("the teacher's logit");
        assertThat(healthy.result()).isNotNull();
        assertThat(engine.healthy()).isTrue();
    }

    @Test
    void failsOnlyTheRequestWhoseScoreIsNoNumber() {
        score.nanAfter = 29;
        start(8);
        Recorder unprotected = offer(request(0, 20, 1, 29));
        Recorder broken = offer(request(2, 20, 1, 29));
        assertThat(broken.failure().reason()).isEqualTo(GenerationFailure.Reason.NOT_A_NUMBER);
        assertThat(broken.failure().message()).contains("poison score");
        assertThat(unprotected.result().tokenIds()).isEqualTo(alone(request(0, 20, 1, 29)));
        assertThat(engine.healthy()).isTrue();
    }

    @Test
    void failsProtectedRequestsWhenTheProxyFailsAndServesTheOthers() {
        start(8);
        score.hook = tokens -> {
            throw new IllegalStateException("no proxy today");
        };
        Recorder unprotected = offer(request(0, 20, 1, 3));
        Recorder broken = offer(request(2, 20, 1, 3));
        assertThat(broken.failure().reason()).isEqualTo(GenerationFailure.Reason.PROTECTION_UNAVAILABLE);
        assertThat(broken.failure().message()).contains("no proxy today");
        assertThat(unprotected.result().tokenIds()).isEqualTo(alone(request(0, 20, 1, 3)));
        assertThat(engine.healthy()).isTrue();
        score.hook = tokens -> {};
        assertThat(offer(request(2, 20, 1, 3)).result().tokenIds()).isEqualTo(alone(request(2, 20, 1, 3)));
    }

    @Test
    void failsEveryRequestWhenItsThreadDies() {
        Semaphore gate = holdTeacher();
        start(SLOTS);
        List<Recorder> recorders = new ArrayList<>();
        recorders.add(offer(request(0, 20, 1)));
        awaitTeacherHeld(gate);
        for (int i = 0; i < SLOTS; i++) {
            recorders.add(offer(request(i % 2, 20, 2)));
        }
        teacher.hook = tokens -> {
            throw new OutOfMemoryError("injected");
        };
        gate.release(1_000_000);
        for (Recorder recorder : recorders) {
            assertThat(recorder.failure().reason()).isEqualTo(GenerationFailure.Reason.INTERNAL);
            assertThat(recorder.failure().message()).contains("injected");
            assertThat(recorder.calls).hasValue(1);
        }
        assertThat(engine.healthy()).isFalse();
        assertThat(offer(request(0, 20, 1)).failure().reason()).isEqualTo(GenerationFailure.Reason.ENGINE_STOPPED);
    }

    @Test
    void failsEveryRequestWhenItIsClosedAndCanBeClosedAgain() {
        Semaphore gate = holdTeacher();
        start(SLOTS);
        List<Recorder> recorders = new ArrayList<>(List.of(offer(request(0, 20, 1))));
        awaitTeacherHeld(gate);
        recorders.add(offer(request(0, 20, 2)));
        Thread closing = new Thread(engine::close);
        closing.start();
        Awaitility.await().until(() -> !engine.healthy());
        gate.release(1_000_000);
        for (Recorder recorder : recorders) {
            assertThat(recorder.failure().reason()).isEqualTo(GenerationFailure.Reason.ENGINE_STOPPED);
        }
        engine.close();
        assertThat(score.closed).isTrue();
        assertThat(offer(request(0, 20, 1)).failure().reason()).isEqualTo(GenerationFailure.Reason.ENGINE_STOPPED);
        assertThat(recorders).allSatisfy(recorder -> assertThat(recorder.calls).hasValue(1));
    }

    @Test
    void saysWhyItCannotStart() {
        assertThatThrownBy(() -> GenerationEngine.start(
                        config(1),
                        new EngineModels(
                                ToyRows.VOCABULARY,
                                ToyRows.STOPS,
                                () -> {
                                    throw new IllegalStateException("no memory for the cache");
                                },
                                null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine cannot start: no memory for the cache");
    }

    @Test
    void goesOnWhenAListenerThrows() {
        start(3);
        GenerationListener rude = new GenerationListener() {
            @Override
            public void finished(GenerationResult result) {
                throw new IllegalStateException("rude");
            }

            @Override
            public void failed(GenerationFailure failure) {
                throw new IllegalStateException("rude");
            }
        };
        assertThat(engine.offer(request(0, 3, 1), rude)).isPresent();
        assertThat(offer(request(0, 3, 1)).result()).isNotNull();
        assertThat(engine.healthy()).isTrue();
    }

    @Test
    void namesTheRequestOfABulkThatFailed() {
        teacher.nanAfter = 29;
        start(3);
        List<GenerationRequest> requests = List.of(request(0, 9, 1), request(0, 9, 29), request(0, 9, 2));
        assertThatThrownBy(() -> engine.generateAll(requests, done -> {}))
                .isInstanceOf(GenerationException.class)
                .hasMessageStartingWith("request 2 of 3 failed: NOT_A_NUMBER, the teacher's logit of token 0 is NaN");
    }

    @Test
    void reportsTheProgressOfABulkOneByOne() {
        start(3);
        List<Integer> progress = new ArrayList<>();
        engine.generateAll(Requests.random(5, ToyRows.VOCABULARY, 5, 5, 3), progress::add);
        assertThat(progress).containsExactly(1, 2, 3, 4, 5);
    }

    private void start(int queueCapacity) {
        engine = GenerationEngine.start(
                config(queueCapacity), new EngineModels(ToyRows.VOCABULARY, ToyRows.STOPS, () -> teacher, () -> score));
    }

    private static EngineConfig config(int queueCapacity) {
        return new EngineConfig(SLOTS, CONTEXT, queueCapacity, ScoreKind.FORWARD, 0);
    }

    private Recorder offer(GenerationRequest request) {
        Recorder recorder = new Recorder();
        assertThat(engine.offer(request, recorder)).isPresent();
        return recorder;
    }

    private int[] alone(GenerationRequest request) {
        return Requests.alone(
                request, ToyRows.VOCABULARY, CONTEXT, ToyRows.STOPS, teacher::after, ToyRows.score(1)::after);
    }

    /** Makes every pass of the teacher wait for a permit. */
    private Semaphore holdTeacher() {
        Semaphore gate = new Semaphore(0);
        teacher.hook = tokens -> gate.acquireUninterruptibly();
        return gate;
    }

    private static void awaitTeacherHeld(Semaphore gate) {
        Awaitility.await().until(gate::hasQueuedThreads);
    }
}
