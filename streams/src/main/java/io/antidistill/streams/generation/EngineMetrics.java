package io.antidistill.streams.generation;

import io.antidistill.engine.EngineListener;
import io.antidistill.engine.EngineStep;
import io.antidistill.engine.RequestOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the engine of this instance does. Thread-safe. */
final class EngineMetrics implements EngineListener {
    private final Timer steps;
    private final DistributionSummary batch;
    private final Counter promptTokens;
    private final Counter newTokens;
    private final Map<RequestOutcome, Counter> requests = new EnumMap<>(RequestOutcome.class);
    private volatile int waiting;

    /** Registers the meters, all named {@code antidistill.engine.…}. */
    EngineMetrics(MeterRegistry registry) {
        steps = Timer.builder("antidistill.engine.step")
                .description("Time of one step: a token for every running answer")
                .register(registry);
        batch = DistributionSummary.builder("antidistill.engine.batch")
                .description("Requests that share a step")
                .register(registry);
        promptTokens = tokens(registry, "prompt");
        newTokens = tokens(registry, "new");
        for (RequestOutcome outcome : RequestOutcome.values()) {
            Counter counter = Counter.builder("antidistill.engine.requests")
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .description("Requests that have ended")
                    .register(registry);
            requests.put(outcome, counter);
        }
        Gauge.builder("antidistill.engine.queue", this, metrics -> metrics.waiting)
                .description("Requests that waited for a slot when the latest step ended")
                .register(registry);
    }

    private static Counter tokens(MeterRegistry registry, String kind) {
        return Counter.builder("antidistill.engine.tokens")
                .tag("kind", kind)
                .description("Tokens that were read from prompts or drawn")
                .register(registry);
    }

    @Override
    public void stepped(EngineStep step) {
        steps.record(step.nanos(), TimeUnit.NANOSECONDS);
        batch.record(step.slots());
        promptTokens.increment(step.promptTokens());
        newTokens.increment(step.newTokens());
        waiting = step.waiting();
    }

    @Override
    public void ended(RequestOutcome outcome) {
        requests.get(outcome).increment();
    }
}
