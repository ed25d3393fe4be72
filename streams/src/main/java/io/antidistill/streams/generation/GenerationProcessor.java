package io.antidistill.streams.generation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.antidistill.engine.GenerationFailure;
import io.antidistill.engine.GenerationResult;
import io.antidistill.registry.RegistryUnreachableException;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.deadletter.DeadLetterReason;
import io.antidistill.streams.deadletter.OriginalRecord;
import io.antidistill.streams.generation.Flight.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes prompts in, hands them to the engine, publishes what comes back: each prompt gets one trace or one dead letter.
 *
 * <p>A prompt first goes to the pending store and leaves it in the transaction that publishes its end. So whatever dies
 * in between, the prompt is still pending and is handed over again, with the decision of the first time. For the stream
 * thread.
 */
final class GenerationProcessor implements Processor<byte[], byte[], Object, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationProcessor.class);
    private static final Duration COMMANDS_PERIOD = Duration.ofSeconds(1);
    private static final Duration REGISTRY_PAUSE = Duration.ofSeconds(1);

    private final GenerationStage stage;
    private final GenerationSettings settings;
    private final PromptReader reader;

    // Made anew by init(), because Kafka Streams may close and initialise the same object again.
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, PendingPrompt> pending;
    private AnsweredPrompts answered;
    private DecisionRules rules;
    private HandOvers handOvers;
    private Instant registryPauseEnds;
    private long nanosWaited;

    GenerationProcessor(GenerationStage stage) {
        this.stage = stage;
        this.settings = stage.settings();
        this.reader = new PromptReader(
                stage.channel(), stage.encoder(), stage.engine().contextLength(), settings.largestPrompt());
    }

    /** Called once the stores are restored. What is pending is handed over again at the first tick, oldest first. */
    @Override
    public void init(ProcessorContext<Object, Object> taskContext) {
        context = taskContext;
        pending = context.getStateStore(stage.pendingStore());
        answered = new AnsweredPrompts(context.getStateStore(stage.answeredStore()), settings.retention());
        ControlTables tables = ControlTables.open(context, stage.topics());
        rules = new DecisionRules(
                new ProtectionRules(tables), stage.salt(), stage.engine().contextLength(), stage.metrics());
        handOvers = new HandOvers(stage.engine(), reader, rules, pending, settings, stage.lastAttempts());
        registryPauseEnds = Instant.MIN;
        nanosWaited = 0;

        List<Left> left = leftByAge();
        left.forEach(one -> handOvers.add(one.promptId(), one.standing(), null));
        context.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, at -> tick());
        context.schedule(COMMANDS_PERIOD, PunctuationType.WALL_CLOCK_TIME, at -> observeCommands(tables));
        LOG.info("{}: {} pending prompts to hand over again", taskName(), left.size());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        OriginalRecord original = original(record);
        try {
            if (now().isBefore(registryPauseEnds)) {
                accept(original, null, null);
            } else {
                PreparedPrompt prompt = reader.read(original);
                rules.requireAllowed(prompt);
                accept(original, prompt, rules.standing(prompt.asked(), original.timestamp()));
            }
        } catch (RejectedPromptException e) {
            setAside(original, e.reason(), e.getMessage());
        } catch (RegistryUnreachableException e) {
            pauseForRegistry(e);
            accept(original, null, null);
        }
    }

    /** @param prompt what was read; null, as its standing is, if that has to wait for the registry */
    private void accept(OriginalRecord original, PreparedPrompt prompt, Standing standing) {
        if (original.key() == null) {
            setAside(original, DeadLetterReason.KEY_MISMATCH, "the record has no key: set the promptId as key");
            return;
        }
        String id = new String(original.key(), UTF_8);
        if (pending.get(id) != null || answered.contains(id, now())) {
            stage.metrics().duplicate();
            return;
        }
        waitForRoom();
        PendingPrompt entry = PendingPrompt.accepted(original, standing);
        pending.put(id, entry);
        handOvers.add(id, entry.standingSoFar(), prompt);
        handOverWaiting();
    }

    private void tick() {
        nanosWaited = 0;
        publishFinished();
        handOverWaiting();
        stage.metrics().pending(taskName(), handOvers.waiting(), handOvers.inFlight());
    }

    /**
     * Slows consumption while too much is pending. The wait between two ticks is bounded, because the transaction and
     * the consumer have time limits: a task that gets no answers at all still takes a prompt in now and then.
     */
    private void waitForRoom() {
        while (handOvers.waiting() + handOvers.inFlight() >= settings.maxPending()) {
            long left = settings.longestWait().toNanos() - nanosWaited;
            if (left <= 0) {
                return;
            }
            long start = System.nanoTime();
            Outcome outcome = handOvers.poll(Duration.ofNanos(left));
            nanosWaited += System.nanoTime() - start;
            if (outcome == null) {
                return;
            }
            settle(outcome);
            handOverWaiting();
        }
    }

    private void handOverWaiting() {
        if (now().isBefore(registryPauseEnds)) {
            return;
        }
        try {
            handOvers.handOver(now(), (id, entry, reason, message) -> {
                pending.delete(id);
                setAside(entry.original(), reason, message);
            });
        } catch (RegistryUnreachableException e) {
            pauseForRegistry(e);
        }
    }

    private void publishFinished() {
        for (Outcome outcome = handOvers.poll(); outcome != null; outcome = handOvers.poll()) {
            settle(outcome);
        }
    }

    private void settle(Outcome outcome) {
        String id = outcome.flight().promptId();
        PendingPrompt entry = pending.get(id);
        if (outcome.failure() != null) {
            fail(id, entry, outcome.failure());
            return;
        }
        String text;
        try {
            text = stage.encoder().decode(outcome.result().tokenIds());
        } catch (RuntimeException e) {
            fail(id, entry, new GenerationFailure(GenerationFailure.Reason.INTERNAL, "the answer has no text: " + e));
            return;
        }
        pending.delete(id);
        if (TraceRecords.fits(outcome.flight().prompt().asked().event(), text)) {
            publish(outcome, entry.handOvers(), text);
            answered.add(id, now());
        } else {
            String message = "conversation and answer are too large for one record; lower the policy's maxNewTokens";
            setAside(entry.original(), DeadLetterReason.ANSWER_TOO_LARGE, message);
        }
    }

    private void publish(Outcome outcome, int attempt, String text) {
        Flight flight = outcome.flight();
        String id = flight.promptId();
        GenerationResult result = outcome.result();
        ProtectedTrace trace = TraceRecords.trace(flight, result, text, stage.models(), outcome.at());
        TraceAudit audit = TraceRecords.audit(
                flight, result, attempt, stage.models(), stage.engine().contextLength(), outcome.at());
        Object answer = stage.channel().answer(flight.prompt().asked(), trace);
        long at = outcome.at().toEpochMilli();
        context.forward(new Record<>(id, answer, at), stage.sinks().answers());
        context.forward(new Record<>(id, audit, at), stage.sinks().audit());
        stage.metrics().answered(stage.channel().name());
    }

    private void fail(String id, PendingPrompt entry, GenerationFailure failure) {
        Optional<DeadLetterReason> end = FailureRule.setAside(failure.reason(), entry, settings);
        LOG.warn("{}: no answer for prompt {}: {} {}", taskName(), id, failure.reason(), failure.message());
        if (end.isPresent()) {
            pending.delete(id);
            setAside(entry.original(), end.get(), failure.message());
        } else {
            pending.put(id, FailureRule.after(failure.reason(), entry));
            handOvers.addAfter(settings.backoff(entry.handOvers()), id, entry.standingSoFar(), now());
        }
    }

    private void setAside(OriginalRecord original, DeadLetterReason reason, String message) {
        DeadLetter letter = new DeadLetter(original, reason, message, now());
        context.forward(letter.toRecord(), stage.sinks().deadLetters());
        stage.metrics().setAside(reason);
    }

    private void pauseForRegistry(RegistryUnreachableException e) {
        registryPauseEnds = now().plus(REGISTRY_PAUSE);
        LOG.warn("{}: prompts wait for the schema registry: {}", taskName(), e.getMessage());
    }

    private void observeCommands(ControlTables tables) {
        try {
            stage.metrics().commands(tables.lambda().readable());
            stage.metrics().killSwitches(tables.killSwitches().readable());
        } catch (RegistryUnreachableException e) {
            LOG.debug("{}: no metrics of lambda while the registry is unreachable", taskName(), e);
        }
    }

    /** A pending prompt that an earlier life of this task has left. */
    private record Left(String promptId, Standing standing, long offset) {}

    private List<Left> leftByAge() {
        List<Left> left = new ArrayList<>();
        try (KeyValueIterator<String, PendingPrompt> all = pending.all()) {
            while (all.hasNext()) {
                KeyValue<String, PendingPrompt> next = all.next();
                left.add(new Left(
                        next.key,
                        next.value.standingSoFar(),
                        next.value.original().offset()));
            }
        }
        left.sort(Comparator.comparingLong(Left::offset));
        return left;
    }

    /** A time from the future would put off the prompt's deadline: it counts as now. */
    private long timestamp(Record<byte[], byte[]> record) {
        long now = context.currentSystemTimeMs();
        return record.timestamp() < 0 ? now : Math.min(record.timestamp(), now);
    }

    private OriginalRecord original(Record<byte[], byte[]> record) {
        RecordMetadata origin = context.recordMetadata().orElseThrow();
        List<OriginalRecord.Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new OriginalRecord.Header(header.key(), header.value())));
        return new OriginalRecord(
                record.key(),
                record.value(),
                headers,
                origin.topic(),
                origin.partition(),
                origin.offset(),
                timestamp(record));
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentSystemTimeMs());
    }

    private String taskName() {
        return stage.channel().name() + " task " + context.taskId();
    }

    /** Revoked or shut down. What was in the engine stays pending; what it still delivers goes nowhere. */
    @Override
    public void close() {
        handOvers.cancelAll();
        stage.metrics().taskClosed(taskName());
    }
}
