package io.antidistill.engine;

import io.antidistill.derivative.PoisonedProxies;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers many prompts at once on one teacher and one proxy. {@link EngineLoop} is what it does; this class is its door.
 *
 * <p>Thread-safe. One thread of its own owns the tensors. It fails closed: whatever goes wrong with the proxy, the poison direction or a
 * number ends the requests that it concerns, and no token is drawn unprotected where λ is above 0. An error on the engine's thread ends
 * every request and leaves the engine unhealthy.
 */
public final class GenerationEngine implements TraceGenerator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationEngine.class);

    private final EngineConfig config;
    private final EngineModels models;
    private final RequestQueue queue;
    private final RequestDoor door;
    private final EngineListeners listeners = new EngineListeners();
    private final Thread thread;

    private GenerationEngine(EngineConfig config, EngineModels models) {
        this.config = config;
        this.models = models;
        this.queue = new RequestQueue(config.queueCapacity());
        this.door = new RequestDoor(models, config.contextLength());
        CompletableFuture<Void> started = new CompletableFuture<>();
        this.thread = new Thread(() -> work(started), "generation-engine");
        thread.setDaemon(true);
        thread.start();
        awaitStart(started);
    }

    /**
     * Starts an engine. Models and direction stay the caller's and must be closed after it.
     *
     * @param proxyOrNull null, like the direction, where nothing will be protected: requests with λ above 0 then fail
     * @throws RuntimeException if the models do not fit together or have no room for the context, saying which
     */
    public static GenerationEngine start(
            EngineConfig config,
            TorchRuntime runtime,
            LanguageModel teacher,
            LanguageModel proxyOrNull,
            PoisonDirection directionOrNull) {
        return start(config, runtime, teacher, PoisonedProxies.of(proxyOrNull, directionOrNull));
    }

    /**
     * Starts an engine that is protected by any number of proxies; without any, requests with λ above 0 fail. Models and directions stay the
     * caller's and must be closed after it.
     *
     * @throws RuntimeException if the models do not fit together or have no room for the context, saying which
     */
    public static GenerationEngine start(
            EngineConfig config, TorchRuntime runtime, LanguageModel teacher, PoisonedProxies proxies) {
        SlotMemory memory = SlotMemory.of(config.contextLength(), teacher, proxies.models(), config.score());
        LOG.info(
                "{} slots of {} tokens: their keys and values take {} MiB",
                config.slots(),
                config.contextLength(),
                config.slots() * memory.bytes() >> 20);
        return start(config, EngineModels.of(config, runtime, teacher, proxies));
    }

    static GenerationEngine start(EngineConfig config, EngineModels models) {
        return new GenerationEngine(config, models);
    }

    private static void awaitStart(CompletableFuture<Void> started) {
        try {
            started.join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "the engine cannot start: " + e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public Optional<Generation> offer(GenerationRequest request, GenerationListener listener) {
        Ticket ticket = new Ticket(request, listener, queue, listeners);
        Optional<GenerationFailure> refusal = door.refusal(ticket);
        if (refusal.isPresent()) {
            ticket.fail(refusal.get().reason(), refusal.get().message());
            return Optional.of(ticket);
        }
        return switch (queue.offer(ticket)) {
            case ACCEPTED -> Optional.of(ticket);
            case FULL -> Optional.empty();
            case CLOSED -> {
                ticket.fail(GenerationFailure.Reason.ENGINE_STOPPED, "the engine has stopped");
                yield Optional.of(ticket);
            }
        };
    }

    @Override
    public int contextLength() {
        return config.contextLength();
    }

    @Override
    public void listen(EngineListener listener) {
        listeners.add(listener);
    }

    @Override
    public boolean healthy() {
        return !queue.closed();
    }

    /**
     * Answers any number of requests and waits for them.
     *
     * @param progress hears the number of answers so far, on the caller's thread
     * @return the answers, in the order of the requests
     * @throws GenerationException if one fails, naming it; the others are given up
     */
    public List<GenerationResult> generateAll(List<GenerationRequest> requests, IntConsumer progress) {
        return new BulkGeneration(this, requests).run(progress);
    }

    /** Ends every outstanding request with ENGINE_STOPPED and waits for the engine's thread. May be called again. */
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // the tensors must be gone before the caller closes the models
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The engine's thread, from beginning to end. */
    private void work(CompletableFuture<Void> started) {
        try (EngineLoop loop = new EngineLoop(config, queue, models, listeners)) {
            started.complete(null);
            runAndAbandon(loop);
        } catch (Throwable e) { // also errors of native code: somebody waits for the start
            queue.close();
            started.completeExceptionally(e);
            LOG.error("The generation engine could not start or release its tensors", e);
        }
    }

    private void runAndAbandon(EngineLoop loop) {
        GenerationFailure end = new GenerationFailure(GenerationFailure.Reason.ENGINE_STOPPED, "the engine was closed");
        try {
            loop.run();
        } catch (Throwable e) { // whatever it is, nobody may be left waiting
            LOG.error("The generation engine died; every outstanding request fails", e);
            end = new GenerationFailure(GenerationFailure.Reason.INTERNAL, "the engine died: " + e);
        } finally {
            queue.close();
            loop.abandon(end.reason(), end.message());
            for (Ticket ticket : queue.drain()) {
                ticket.fail(end.reason(), end.message());
            }
        }
    }
}
