package io.antidistill.streams.generation;

import io.antidistill.engine.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * The ids of prompts that wait for the engine: the highest priority first, first come, first served within one; those
 * that failed come back after their pause, to the head of their priority's line.
 *
 * <p>For one thread.
 */
final class WaitingLine {
    private record Waiting(String promptId, Standing standing) {}

    private record Paused(Waiting waiting, Instant until) {}

    /** One line per priority, the highest first. */
    private final List<Deque<Waiting>> ready = Stream.of(Priority.values())
            .<Deque<Waiting>>map(p -> new ArrayDeque<>())
            .toList();

    private final PriorityQueue<Paused> paused = new PriorityQueue<>(Comparator.comparing(Paused::until));

    void add(String promptId, Standing standing) {
        line(standing).addLast(new Waiting(promptId, standing));
    }

    void addAfter(Duration pause, String promptId, Standing standing, Instant now) {
        paused.add(new Paused(new Waiting(promptId, standing), now.plus(pause)));
    }

    /** Whose turn it is, or null. */
    String first(Instant now) {
        while (!paused.isEmpty() && !paused.peek().until().isAfter(now)) {
            Waiting back = paused.poll().waiting();
            line(back.standing()).addFirst(back);
        }
        return ready.stream()
                .filter(line -> !line.isEmpty())
                .findFirst()
                .map(line -> line.peek().promptId())
                .orElse(null);
    }

    /** Takes out the one whose turn it is. */
    void removeFirst() {
        ready.stream().filter(line -> !line.isEmpty()).findFirst().orElseThrow().remove();
    }

    /** Takes out those whose deadline has passed. */
    List<String> removeExpired(Instant now) {
        List<String> expired = new ArrayList<>();
        ready.forEach(line -> removeExpired(line, now, expired));
        paused.removeIf(one -> one.waiting().standing().expired(now)
                && expired.add(one.waiting().promptId()));
        return expired;
    }

    private static void removeExpired(Collection<Waiting> line, Instant now, List<String> expired) {
        line.removeIf(one -> one.standing().expired(now) && expired.add(one.promptId()));
    }

    int size() {
        return ready.stream().mapToInt(Deque::size).sum() + paused.size();
    }

    private Deque<Waiting> line(Standing standing) {
        return ready.get(Priority.HIGH.ordinal() - standing.priority().ordinal());
    }
}
