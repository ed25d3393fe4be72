package io.antidistill.monitor;

import io.antidistill.probe.ProbeResult;
import java.util.concurrent.Future;

/** Runs rounds, one after another, on a thread of its own. */
interface RoundRunner extends AutoCloseable {
    /** Starts a round; cancelling the future with interruption ends its training. */
    Future<ProbeResult> start(RoundInput input);

    /** Interrupts what is running and waits for its end. */
    @Override
    void close();
}
