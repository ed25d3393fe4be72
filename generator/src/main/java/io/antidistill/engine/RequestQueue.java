package io.antidistill.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The requests that wait for a slot: bounded, first come first served. Thread-safe. */
final class RequestQueue {
    enum Admission {
        ACCEPTED,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final Deque<Ticket> waiting = new ArrayDeque<>();
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
        return closed ? null : waiting.poll();
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
