package io.antidistill.streams.generation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * The ids of prompts that wait for the engine: first come, first served; those that failed come back after their pause.
 *
 * <p>For one thread.
 */
final class WaitingLine {
    private record Paused(String promptId, Instant until) {}

    private final Deque<String> ready = new ArrayDeque<>();
    private final PriorityQueue<Paused> paused = new PriorityQueue<>(Comparator.comparing(Paused::until));

    void add(String promptId) {
        ready.add(promptId);
    }

    void addAfter(Duration pause, String promptId, Instant now) {
        paused.add(new Paused(promptId, now.plus(pause)));
    }

    /** Whose turn it is, or null. */
    String first(Instant now) {
        while (!paused.isEmpty() && !paused.peek().until().isAfter(now)) {
            ready.addFirst(paused.poll().promptId());
        }
        return ready.peek();
    }

    void removeFirst() {
        ready.remove();
    }

    int size() {
        return ready.size() + paused.size();
    }
}
