package io.antidistill.engine;

import static io.antidistill.engine.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine's bookkeeping, on models whose every number is known. */
class GenerationEngineTest extends ToyEngine {
    @ParameterizedTest
    @ValueSource(ints = {1, CHUNK, 1000})
    void batchedEqualsSingleTokenForToken(int prefillChunk) {
        start(config(3).withPrefillChunk(prefillChunk));
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
    void readsALongPromptInChunksWhileTheOthersGoOn() {
        List<int[]> passes = Collections.synchronizedList(new ArrayList<>());
        start(3);
        teacher.hook = tokens ->
                passes.add(Arrays.stream(tokens).mapToInt(row -> row.length).toArray());
        int[] prompt = IntStream.rangeClosed(1, 25).toArray();
        Semaphore gate = new Semaphore(0);
        score.hook = tokens -> gate.acquireUninterruptibly(); // holds the running request until the long one is there
        Recorder running = offer(request(2, 30, 1, 3));
        awaitTeacherHeld(gate);
        Recorder late = offer(request(2, 5, prompt));
        gate.release(1_000_000);
        assertThat(late.result().tokenIds()).isEqualTo(alone(request(2, 5, prompt)));
        assertThat(running.result().tokenIds()).isEqualTo(alone(request(2, 30, 1, 3)));
        int[][] reads = passes.toArray(int[][]::new);
        assertThat(reads[0]).containsExactly(2);
        for (int i = 0; i < 4; i++) { // a token of the answer and a chunk of the prompt, in turn
            assertThat(reads[1 + 2 * i]).containsExactly(1);
            assertThat(reads[2 + 2 * i]).containsExactly(i < 3 ? CHUNK : 25 - 3 * CHUNK);
        }
    }

    @Test
    void cancellingInTheMiddleOfThePromptFreesTheRowAtOnce() {
        Semaphore gate = holdTeacher();
        start(config(1).withPrefillChunk(1));
        Recorder first = new Recorder();
        Generation reading =
                engine.offer(request(2, 5, new int[CONTEXT - 5]), first).orElseThrow();
        awaitTeacherHeld(gate);
        gate.release(2);
        Awaitility.await().until(() -> teacher.passes == 2 && gate.hasQueuedThreads());
        reading.cancel();
        Recorder next = offer(request(2, 5, 3));
        gate.release(1_000_000);
        assertThat(next.result().tokenIds()).isEqualTo(alone(request(2, 5, 3)));
        // The pass that was under way, then those of the next request alone
        assertThat(teacher.passes).isLessThanOrEqualTo(3 + 1 + 5);
        assertThat(first.calls).hasValue(0);
    }

    @Test
    void reportsTheProgressOfABulkOneByOne() {
        start(3);
        List<Integer> progress = new ArrayList<>();
        engine.generateAll(Requests.random(5, ToyRows.VOCABULARY, 5, 5, 3), progress::add);
        assertThat(progress).containsExactly(1, 2, 3, 4, 5);
    }
}
