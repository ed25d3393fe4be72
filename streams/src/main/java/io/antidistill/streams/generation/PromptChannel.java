package io.antidistill.streams.generation;

import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Where prompts of one kind come from and where their answers go: customers' or the monitor's. Immutable, thread-safe.
 *
 * <p>The customers' channel cannot make an {@link AskedPrompt} with a purpose, so it cannot ask for a clean reference.
 */
public final class PromptChannel {
    private final String name;
    private final Function<byte[], AskedPrompt> read;
    private final BiFunction<AskedPrompt, ProtectedTrace, Object> answer;

    private PromptChannel(
            String name, Function<byte[], AskedPrompt> read, BiFunction<AskedPrompt, ProtectedTrace, Object> answer) {
        this.name = name;
        this.read = read;
        this.answer = answer;
    }

    /** PromptEvents in, ProtectedTraces out. */
    public static PromptChannel customers(Topic<String, PromptEvent> prompts) {
        return new PromptChannel(
                "prompts",
                bytes -> new AskedPrompt(
                        prompts.valueSerde().deserializer().deserialize(prompts.name(), bytes), null, null),
                (asked, trace) -> trace);
    }

    /** ProbePrompts in, ProbeTraces out. */
    public static PromptChannel probes(Topic<String, ProbePrompt> probes) {
        return new PromptChannel(
                "probes",
                bytes -> {
                    ProbePrompt probe = probes.valueSerde().deserializer().deserialize(probes.name(), bytes);
                    return new AskedPrompt(probe.getPrompt(), probe.getPurpose(), probe.getLambdaGroup());
                },
                (asked, trace) -> new ProbeTrace(asked.probePurpose(), asked.probeGroup(), trace));
    }

    /** For the names of stores, tasks and metrics. */
    public String name() {
        return name;
    }

    AskedPrompt read(byte[] value) {
        return read.apply(value);
    }

    Object answer(AskedPrompt asked, ProtectedTrace trace) {
        return answer.apply(asked, trace);
    }
}
