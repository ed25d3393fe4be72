package io.antidistill.streams.generation;

import io.antidistill.engine.EngineListener;
import io.antidistill.schema.KillSwitch;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.streams.deadletter.DeadLetterReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What this instance counts. Counters say what was processed; after an aborted transaction a few are counted again.
 * Thread-safe.
 */
public final class StreamMetrics {
    private record Load(int waiting, int inFlight) {}

    private final MeterRegistry registry;
    private final Map<String, Load> loads = new ConcurrentHashMap<>();
    private final Map<String, KillSwitch> killSwitches = new ConcurrentHashMap<>();
    private final Map<String, LambdaCommand> commands = new ConcurrentHashMap<>();
    private final Counter duplicates;
    private final Counter invalidPolicies;
    private final Counter invalidLambdaCommands;
    private final EngineMetrics engine;

    /** Registers the meters, all named {@code antidistill.…}. */
    public StreamMetrics(MeterRegistry registry) {
        this.registry = registry;
        engine = new EngineMetrics(registry);
        duplicates = Counter.builder("antidistill.prompts.duplicate")
                .description("Prompts whose id was already pending or answered")
                .register(registry);
        invalidPolicies = Counter.builder("antidistill.policies.invalid")
                .description("Hand-overs under the strictest default because the listed policy is invalid")
                .register(registry);
        invalidLambdaCommands = Counter.builder("antidistill.lambda.invalid")
                .description("Hand-overs at the policy's most because the group's command is invalid")
                .register(registry);
        Gauge.builder("antidistill.prompts.pending", loads, all -> sum(all, Load::waiting))
                .tag("state", "waiting")
                .description("Accepted prompts without an answer")
                .register(registry);
        Gauge.builder("antidistill.prompts.pending", loads, all -> sum(all, Load::inFlight))
                .tag("state", "in-flight")
                .description("Accepted prompts without an answer")
                .register(registry);
    }

    /** What counts the engine's work; to be made known to the engine. */
    public EngineListener engine() {
        return engine;
    }

    void answered(String channel) {
        registry.counter("antidistill.traces", "channel", channel).increment();
    }

    void setAside(DeadLetterReason reason) {
        registry.counter("antidistill.dead.letters", "reason", reason.name()).increment();
    }

    void duplicate() {
        duplicates.increment();
    }

    void invalidPolicy() {
        invalidPolicies.increment();
    }

    void invalidLambdaCommand() {
        invalidLambdaCommands.increment();
    }

    void pending(String task, int waiting, int inFlight) {
        loads.put(task, new Load(waiting, inFlight));
    }

    void taskClosed(String task) {
        loads.remove(task);
    }

    /** Prompts of this instance that wait for the engine or are in it. */
    public int pending() {
        return (int) (sum(loads, Load::waiting) + sum(loads, Load::inFlight));
    }

    /** The commands as this instance sees them: their value, and how old they are. */
    void commands(Map<String, LambdaCommand> seen) {
        seen.forEach((group, command) -> {
            if (commands.put(group, command) == null) {
                Gauge.builder("antidistill.lambda", commands, all -> all.get(group)
                                .getLambda())
                        .tag("group", group)
                        .description("Lambda commanded for the group, as this instance sees it")
                        .register(registry);
                TimeGauge.builder("antidistill.lambda.age", commands, TimeUnit.SECONDS, all -> age(all.get(group)))
                        .tag("group", group)
                        .description(
                                "Age of the command that this instance sees; instances that differ are out of date")
                        .register(registry);
            }
        });
    }

    /** The kill switches as this instance sees them. */
    void killSwitches(Map<String, KillSwitch> seen) {
        seen.forEach((group, kill) -> {
            if (killSwitches.put(group, kill) == null) {
                Gauge.builder(
                                "antidistill.lambda.killed",
                                killSwitches,
                                all -> all.get(group).getKilled() ? 1 : 0)
                        .tag("group", group)
                        .description("1 where the group's kill switch is thrown, as this instance sees it")
                        .register(registry);
            }
        });
    }

    private static double age(LambdaCommand command) {
        return Duration.between(command.getIssuedAt(), Instant.now()).toMillis() / 1e3;
    }

    private static double sum(Map<String, Load> loads, java.util.function.ToIntFunction<Load> part) {
        return loads.values().stream().mapToInt(part).sum();
    }
}
