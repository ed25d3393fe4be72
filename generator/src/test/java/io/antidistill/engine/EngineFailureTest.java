package io.antidistill.engine;

import static io.antidistill.engine.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What an engine refuses, and how it fails: closed, and nobody is left waiting. */
class EngineFailureTest extends ToyEngine {
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
                config(3), new EngineModels(ToyRows.VOCABULARY, ToyRows.STOPS, () -> teacher, null, null));
        assertThat(offer(request(0.1, 5, 1)).failure().reason())
                .isEqualTo(GenerationFailure.Reason.PROTECTION_UNAVAILABLE);
        assertThat(offer(request(0, 5, 1)).result().tokenIds()).isEqualTo(alone(request(0, 5, 1)));
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
                                null,
                                null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine cannot start: no memory for the cache");
    }

    @Test
    void givesTheTeachersRowsBackWhereTheProxysCannotBeMade() {
        assertThatThrownBy(() -> GenerationEngine.start(
                        config(1),
                        new EngineModels(
                                ToyRows.VOCABULARY,
                                ToyRows.STOPS,
                                () -> teacher,
                                () -> {
                                    throw new IllegalStateException("no memory for the proxy's cache");
                                },
                                null)))
                .hasMessage("the engine cannot start: no memory for the proxy's cache");
        assertThat(teacher.closed).isTrue();
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
}
