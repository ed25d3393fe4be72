package io.antidistill.streams.generation;

import io.antidistill.engine.FinishReason;
import io.antidistill.engine.Generation;
import io.antidistill.engine.GenerationFailure;
import io.antidistill.engine.GenerationListener;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.GenerationStatistics;
import io.antidistill.engine.TraceGenerator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * An engine whose answers depend on seed and λ alone. It keeps requests until the test lets them end, or answers at
 * once.
 */
public final class FakeEngine implements TraceGenerator {
    /** A request that has not ended. */
    private record Held(GenerationRequest request, GenerationListener listener) {}

    private final Deque<Held> held = new ArrayDeque<>();
    private final List<GenerationRequest> offered = new ArrayList<>();
    private int capacity = Integer.MAX_VALUE;
    private boolean answersAtOnce;
    private boolean healthy = true;
    private Optional<GenerationFailure.Reason> failure = Optional.empty();
    private int cancelled;

    public static FakeEngine answeringAtOnce() {
        FakeEngine engine = new FakeEngine();
        engine.answersAtOnce = true;
        return engine;
    }

    public static FakeEngine holding(int capacity) {
        FakeEngine engine = new FakeEngine();
        engine.capacity = capacity;
        return engine;
    }

    /** From now on every request fails, or, if empty, succeeds. */
    public void fail(GenerationFailure.Reason reason) {
        failure = Optional.ofNullable(reason);
    }

    public void setHealthy(boolean healthy) {
        this.healthy = healthy;
    }

    @Override
    public Optional<Generation> offer(GenerationRequest request, GenerationListener listener) {
        if (held.size() >= capacity) {
            return Optional.empty();
        }
        offered.add(request);
        Held one = new Held(request, listener);
        if (answersAtOnce) {
            end(one);
        } else {
            held.add(one);
        }
        return Optional.of(() -> cancelled++);
    }

    /** Ends the oldest request. */
    public void endOne() {
        end(held.remove());
    }

    public void endAll() {
        while (!held.isEmpty()) {
            endOne();
        }
    }

    private void end(Held one) {
        failure.ifPresentOrElse(
                reason -> one.listener().failed(new GenerationFailure(reason, "as the test wants")),
                () -> one.listener().finished(answer(one.request())));
    }

    private static GenerationResult answer(GenerationRequest request) {
        int[] tokens = {
            (int) (request.seed() & 0x7fffffff), (int) (request.sampling().lambda() * 1000)
        };
        return new GenerationResult(
                tokens,
                FinishReason.STOP,
                new GenerationStatistics(2, 1, 0.5, 0.75, 3, 1, 2, 5_000_000, 7_000_000, 2, false));
    }

    public List<GenerationRequest> offered() {
        return offered;
    }

    public GenerationRequest lastOffered() {
        return offered.get(offered.size() - 1);
    }

    public int held() {
        return held.size();
    }

    public int cancelled() {
        return cancelled;
    }

    @Override
    public int contextLength() {
        return 64;
    }

    @Override
    public boolean healthy() {
        return healthy;
    }
}
