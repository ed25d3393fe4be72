package io.antidistill.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** Any number of requests through a generator's bounded queue, on the caller's thread, which waits. Used once. */
final class BulkGeneration {
    private record End(int index, GenerationResult result, GenerationFailure failure) {}

    private final TraceGenerator generator;
    private final List<GenerationRequest> requests;
    private final GenerationResult[] results;
    private final List<Generation> offered = new ArrayList<>();
    private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();

    BulkGeneration(TraceGenerator generator, List<GenerationRequest> requests) {
        this.generator = generator;
        this.requests = List.copyOf(requests);
        this.results = new GenerationResult[requests.size()];
    }

    List<GenerationResult> run(IntConsumer progress) {
        try {
            for (int done = 0; done < results.length; ) {
                offerWhatFits();
                // Not for ever: when others fill the queue, none of ours may be in it.
                End end = ends.poll(20, TimeUnit.MILLISECONDS);
                if (end != null) {
                    results[end.index()] = successOf(end);
                    progress.accept(++done);
                }
            }
            return Arrays.asList(results);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GenerationException(
                    "interrupted while waiting for answers",
                    new GenerationFailure(GenerationFailure.Reason.INTERNAL, "interrupted"));
        } finally {
            offered.forEach(Generation::cancel); // whoever has ended does not notice
        }
    }

    private void offerWhatFits() {
        while (offered.size() < results.length) {
            var generation = generator.offer(requests.get(offered.size()), listener(offered.size()));
            if (generation.isEmpty()) {
                return;
            }
            offered.add(generation.get());
        }
    }

    private GenerationListener listener(int index) {
        return new GenerationListener() {
            @Override
            public void finished(GenerationResult result) {
                ends.add(new End(index, result, null));
            }

            @Override
            public void failed(GenerationFailure failure) {
                ends.add(new End(index, null, failure));
            }
        };
    }

    private GenerationResult successOf(End end) {
        if (end.failure() != null) {
            throw new GenerationException(
                    "request " + (end.index() + 1) + " of " + results.length + " failed: "
                            + end.failure().reason() + ", " + end.failure().message(),
                    end.failure());
        }
        return end.result();
    }
}
