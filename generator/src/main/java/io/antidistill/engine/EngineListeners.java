package io.antidistill.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everybody who listens to an engine. Thread-safe. */
final class EngineListeners implements EngineListener {
    private static final Logger LOG = LoggerFactory.getLogger(EngineListeners.class);

    private final List<EngineListener> listeners = new CopyOnWriteArrayList<>();

    void add(EngineListener listener) {
        listeners.add(listener);
    }

    @Override
    public void stepped(EngineStep step) {
        tell(listener -> listener.stepped(step));
    }

    @Override
    public void ended(RequestOutcome outcome) {
        tell(listener -> listener.ended(outcome));
    }

    private void tell(Consumer<EngineListener> call) {
        for (EngineListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("An engine listener threw; the engine goes on", e);
            }
        }
    }
}
