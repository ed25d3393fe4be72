package io.antidistill.streams;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.TopologyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what happens when a stream thread dies: a new one, unless the cause will still be there. Thread-safe. */
final class ThreadDeaths implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadDeaths.class);

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReference<String> last = new AtomicReference<>();

    @Override
    public StreamThreadExceptionResponse handle(Throwable death) {
        count.incrementAndGet();
        last.set(rootCause(death).toString());
        if (isLasting(death)) {
            LOG.error("the stream stops, because a new thread would fail as well: {}", last.get(), death);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOG.error("a stream thread died and is replaced; its open transaction is undone: {}", last.get(), death);
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    int count() {
        return count.get();
    }

    Optional<String> last() {
        return Optional.ofNullable(last.get());
    }

    private static boolean isLasting(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException
                    || cause instanceof AuthenticationException
                    || cause instanceof MissingSourceTopicException
                    || cause instanceof TopologyException
                    || cause instanceof Error) {
                return true;
            }
        }
        return false;
    }

    private static Throwable rootCause(Throwable death) {
        Throwable cause = death;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
