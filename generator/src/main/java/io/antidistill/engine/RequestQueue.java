package io.antidistill.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The requests that wait for a slot: bounded. The highest priority goes first, and within a priority who came first. So that nobody waits for
 * ever, every fourth to go is whoever has waited longest, of whatever priority: one with k others before it goes among the next 4 (k + 1).
 * Thread-safe.
 */
final class RequestQueue {
    private static final int OLDEST_EVERY = 4;

    enum Admission {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final List<Ticket> waiting = new ArrayList<>(); // oldest first
    private int taken;
    private boolean closed;

    RequestQueue(int capacity) {
        this.capacity = capacity;
    }

    synchronized Admission offer(Ticket ticket) {
        if (closed) {
            return Admission.CLOSED;
        }
        if (waiting.size() == capacity) {
            return Admission.FULL;
        }
        waiting.add(ticket);
        notifyAll();
        return Admission.ACCEPTED;
    }

    /** The next request, or null. */
    synchronized Ticket poll() {
        if (closed || waiting.isEmpty()) {
            return null;
        }
        taken = (taken + 1) % OLDEST_EVERY;
        return waiting.remove(taken == 0 ? 0 : mostUrgent());
    }

    private int mostUrgent() {
        int best = 0;
        for (int i = 1; i < waiting.size(); i++) {
            if (priority(i).compareTo(priority(best)) > 0) {
                best = i;
            }
        }
        return best;
    }

    private Priority priority(int place) {
        return waiting.get(place).request().priority();
    }

    /** Takes out those whose deadline has passed. */
    synchronized List<Ticket> pollExpired(Instant now) {
        List<Ticket> expired =
                waiting.stream().filter(ticket -> ticket.request().expired(now)).toList();
        waiting.removeAll(expired);
        return expired;
    }

    synchronized int size() {
        return waiting.size();
    }

    /** Returns when there is a request to take or the queue is closed. */
    synchronized void awaitWork() throws InterruptedException {
        while (!closed && waiting.isEmpty()) {
            wait();
        }
    }

    synchronized void remove(Ticket ticket) {
        waiting.remove(ticket);
    }

    /** Accepts nothing more and hands nothing more out. May be called again. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized boolean closed() {
        return closed;
    }

    /** Empties the queue. */
    synchronized List<Ticket> drain() {
        List<Ticket> tickets = List.copyOf(waiting);
        waiting.clear();
        return tickets;
    }
}
