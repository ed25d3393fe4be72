package io.antidistill.tests;

import io.antidistill.engine.FinishReason;
import io.antidistill.engine.Generation;
import io.antidistill.engine.GenerationListener;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.GenerationStatistics;
import io.antidistill.engine.TraceGenerator;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Answers one request after the other at a fixed pace, by seed and λ alone: what is tested is the stream around it. */
final class PacedEngine implements TraceGenerator, AutoCloseable {
    private final ThreadPoolExecutor worker;
    private final Duration pace;

    PacedEngine(Duration pace, int queueCapacity) {
        this.pace = pace;
        worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queueCapacity));
    }

    @Override
    public Optional<Generation> offer(GenerationRequest request, GenerationListener listener) {
        if (worker.getQueue().remainingCapacity() == 0) {
            return Optional.empty();
        }
        long offered = System.nanoTime();
        worker.execute(() -> listener.finished(answer(request, offered)));
        return Optional.of(() -> {});
    }

    private GenerationResult answer(GenerationRequest request, long offered) {
        long begun = System.nanoTime();
        long end = begun + pace.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        int[] tokens = {
            (int) (request.seed() & 0x7fffffff), (int) (request.sampling().lambda() * 1000)
        };
        GenerationStatistics statistics = new GenerationStatistics(
                tokens.length, 0, 0, 0, 1, 2, 0, begun - offered, System.nanoTime() - begun, 0, false);
        return new GenerationResult(tokens, FinishReason.STOP, statistics);
    }

    @Override
    public int contextLength() {
        return 256;
    }

    @Override
    public boolean healthy() {
        return !worker.isShutdown();
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
