package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;

/** An engine on models whose every number is known. */
abstract class ToyEngine {
    static final int CONTEXT = 40;
    static final int SLOTS = 4;
    static final int CHUNK = 7;

    final ToyRows teacher = ToyRows.teacher(SLOTS);
    final ToyRows score = ToyRows.score(SLOTS);
    GenerationEngine engine;

    @AfterEach
    void close() {
        if (engine != null) {
            engine.close();
            assertThat(teacher.closed).isTrue();
        }
    }

    void start(int queueCapacity) {
        start(config(queueCapacity));
    }

    void start(EngineConfig config) {
        engine = GenerationEngine.start(
                config, new EngineModels(ToyRows.VOCABULARY, ToyRows.STOPS, () -> teacher, () -> score, ToyRows::text));
    }

    static EngineConfig config(int queueCapacity) {
        return new EngineConfig(SLOTS, CONTEXT, queueCapacity, ScoreKind.FORWARD, 0).withPrefillChunk(CHUNK);
    }

    Recorder offer(GenerationRequest request) {
        Recorder recorder = new Recorder();
        assertThat(engine.offer(request, recorder)).isPresent();
        return recorder;
    }

    int[] alone(GenerationRequest request) {
        return Requests.alone(
                request, ToyRows.VOCABULARY, CONTEXT, ToyRows.STOPS, teacher::after, ToyRows.score(1)::after);
    }

    /** Makes every pass of the teacher wait for a permit. */
    Semaphore holdTeacher() {
        Semaphore gate = new Semaphore(0);
        teacher.hook = tokens -> gate.acquireUninterruptibly();
        return gate;
    }

    static void awaitTeacherHeld(Semaphore gate) {
        Awaitility.await().until(gate::hasQueuedThreads);
    }
}
