package io.antidistill.streams.generation;

import io.antidistill.engine.Generation;
import io.antidistill.engine.GenerationFailure;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.TraceGenerator;
import io.antidistill.guard.AnswerForcing;
import io.antidistill.registry.RegistryUnreachableException;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.streams.deadletter.DeadLetterReason;
import io.antidistill.streams.generation.Flight.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prompts of one task that wait for the engine or are in it.
 *
 * <p>For the stream thread. The engine's thread reaches only the queue of outcomes, which is this object's own: what
 * comes in after the task has been closed or started anew is never looked at.
 */
final class HandOvers {
    private static final Logger LOG = LoggerFactory.getLogger(HandOvers.class);

    private static final Duration LAST_ATTEMPT_PAUSE = Duration.ofMillis(100);

    private static final String EXPIRED =
            "the policy's deadline passed before it was answered; raise deadlineSeconds or add capacity";

    private final TraceGenerator engine;
    private final PromptReader reader;
    private final DecisionRules rules;
    private final KeyValueStore<String, PendingPrompt> pending;
    private final GenerationSettings settings;
    private final LastAttempts lastAttempts;
    private final WaitingLine line = new WaitingLine();
    private final Map<String, Flight> inFlight = new HashMap<>();
    private final BlockingQueue<Outcome> outcomes = new LinkedBlockingQueue<>();

    /** The first in line, already read: the engine may refuse it for a while. */
    private String preparedId;

    private PreparedPrompt prepared;

    /** The prompt in flight that has no other attempt, or null. */
    private String onLastAttempt;

    /** Hears of prompts that turn out to be unanswerable when their turn comes. */
    interface Rejections {
        void rejected(String promptId, PendingPrompt entry, DeadLetterReason reason, String message);
    }

    HandOvers(
            TraceGenerator engine,
            PromptReader reader,
            DecisionRules rules,
            KeyValueStore<String, PendingPrompt> pending,
            GenerationSettings settings,
            LastAttempts lastAttempts) {
        this.engine = engine;
        this.reader = reader;
        this.rules = rules;
        this.pending = pending;
        this.settings = settings;
        this.lastAttempts = lastAttempts;
    }

    /** @param read the prompt, if it has been read already, or null */
    void add(String promptId, Standing standing, PreparedPrompt read) {
        if (line.size() == 0) {
            preparedId = promptId;
            prepared = read;
        }
        line.add(promptId, standing);
    }

    void addAfter(Duration pause, String promptId, Standing standing, Instant now) {
        line.addAfter(pause, promptId, standing, now);
    }

    int waiting() {
        return line.size();
    }

    int inFlight() {
        return inFlight.size();
    }

    /**
     * Hands prompts over, oldest first within a priority, until the engine's queue is full. Each one's entry says so from
     * then on. Those whose deadline has passed are rejected, whether or not the engine takes any.
     *
     * @throws RegistryUnreachableException if a prompt or a table cannot be read now; everybody keeps their place
     */
    void handOver(Instant now, Rejections rejections) {
        for (String id : line.removeExpired(now)) {
            rejections.rejected(id, pending.get(id), DeadLetterReason.DEADLINE_EXCEEDED, EXPIRED);
        }
        if (!engine.healthy()) {
            return;
        }
        for (String id = line.first(now); id != null; id = line.first(now)) {
            PendingPrompt entry = pending.get(id);
            boolean last = entry.onLastAttempt(settings);
            if (last && !lastAttempts.begin(this)) {
                line.removeFirst();
                line.addAfter(LAST_ATTEMPT_PAUSE, id, entry.standingSoFar(), now);
                continue;
            }
            boolean accepted = false;
            try {
                accepted = handOver(id, entry, now);
                if (!accepted) {
                    return;
                }
            } catch (RejectedPromptException e) {
                rejections.rejected(id, entry, e.reason(), e.getMessage());
            } finally {
                if (last && accepted) {
                    onLastAttempt = id;
                } else if (last) {
                    lastAttempts.end(this);
                }
            }
            line.removeFirst();
            prepared = null;
        }
    }

    private boolean handOver(String id, PendingPrompt entry, Instant now) throws RejectedPromptException {
        if (entry.interruptionsSoFar() >= settings.maxInterruptions()) {
            throw new RejectedPromptException(
                    DeadLetterReason.ENGINE_FAILED,
                    entry.interruptionsSoFar() + " times the service ended while it was answering this prompt");
        }
        if (prepared == null || !id.equals(preparedId)) {
            prepared = reader.read(entry.original());
            preparedId = id;
        }
        rules.requireAllowed(prepared);
        Standing standing = entry.standing() != null
                ? entry.standing()
                : rules.standing(prepared.asked(), entry.original().timestamp());
        if (standing.expired(now)) {
            throw new RejectedPromptException(DeadLetterReason.DEADLINE_EXCEEDED, EXPIRED);
        }
        Decision decision = rules.decide(prepared, entry.decision(), now);
        Flight flight = new Flight(id, prepared, decision, outcomes);
        Optional<Generation> accepted = offer(request(prepared, decision, standing), flight);
        accepted.ifPresent(generation -> {
            flight.accepted(generation);
            inFlight.put(id, flight);
            pending.put(id, entry.handedOver(decision, standing));
        });
        return accepted.isPresent();
    }

    private Optional<Generation> offer(GenerationRequest request, Flight flight) {
        try {
            return engine.offer(request, flight);
        } catch (RuntimeException e) {
            LOG.error("the engine refused a request in an unforeseen way", e);
            flight.failed(new GenerationFailure(GenerationFailure.Reason.INTERNAL, e.toString()));
            return Optional.of(() -> {});
        }
    }

    private GenerationRequest request(PreparedPrompt prompt, Decision decision, Standing standing) {
        SamplingSettings sampling = new SamplingSettings(
                decision.shadow() ? Sampler.SHADOW : Sampler.ANTIDISTILLATION,
                decision.lambda(),
                decision.tau(),
                decision.topP(),
                Truncation.valueOf(decision.truncation().name()),
                decision.klBudget() == null ? Double.POSITIVE_INFINITY : decision.klBudget(),
                decision.minP());
        GenerationRequest request = new GenerationRequest(
                        prompt.tokenIds(), sampling, decision.seed(), decision.maxNewTokens())
                .withTilt(decision.tilt())
                .withPriority(standing.priority());
        if (standing.deadline().isPresent()) {
            request = request.withDeadline(standing.deadline().get());
        }
        if (decision.combine() != null) {
            request = request.withCombine(decision.combine());
        }
        boolean asItComes = decision.answerPrefix().isEmpty() || decision.shadow();
        int[] prefix = asItComes ? new int[0] : reader.encodeText(decision.answerPrefix());
        return prefix.length == 0
                ? request
                : request.withForcing(new AnswerForcing(prefix, Math.max(1, decision.answerTokens())));
    }

    /** The next outcome, or null. It is no longer in flight. */
    Outcome poll() {
        return landed(outcomes.poll());
    }

    /** The next outcome, or null if none comes in time or the thread is to stop. */
    Outcome poll(Duration patience) {
        try {
            return landed(outcomes.poll(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private Outcome landed(Outcome outcome) {
        if (outcome != null) {
            String id = outcome.flight().promptId();
            inFlight.remove(id);
            if (id.equals(onLastAttempt)) {
                endLastAttempt();
            }
        }
        return outcome;
    }

    private void endLastAttempt() {
        onLastAttempt = null;
        lastAttempts.end(this);
    }

    void cancelAll() {
        inFlight.values().forEach(Flight::cancel);
        inFlight.clear();
        endLastAttempt();
    }
}
