package io.antidistill.model;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has been opened of several things that belong together. If one of them cannot be opened, those before it are closed, latest first.
 * Belongs to one thread.
 *
 * <pre>{@code
 * try (OpenedSoFar opened = new OpenedSoFar()) {
 *     Parameters weights = opened.add(Parameters.read(runtime, file));
 *     Decoder decoder = opened.add(Decoder.of(runtime, config, weights));
 *     return opened.all(new Both(weights, decoder));
 * }
 * }</pre>
 */
public final class OpenedSoFar implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    public <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Says that everything is open and {@code owner} closes it from now on. */
    public <T> T all(T owner) {
        opened.clear();
        return owner;
    }

    /** Closes what {@link #all} has not given away. */
    @Override
    public void close() {
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                first = first != null ? first : e instanceof RuntimeException r ? r : new IllegalStateException(e);
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
