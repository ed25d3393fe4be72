package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RequestQueueTest {
    private final RequestQueue queue = new RequestQueue(100);

    private Ticket offer(Priority priority) {
        return offer(Requests.request(0, 1, 1).withPriority(priority));
    }

    private Ticket offer(GenerationRequest request) {
        Ticket ticket = new Ticket(request, new Recorder(), queue, new EngineListeners());
        assertThat(queue.offer(ticket)).isEqualTo(RequestQueue.Admission.ACCEPTED);
        return ticket;
    }

    @Test
    void servesTheHighestPriorityFirstAndWithinItWhoCameFirst() {
        Ticket low = offer(Priority.LOW);
        Ticket normal = offer(Priority.NORMAL);
        Ticket high = offer(Priority.HIGH);
        Ticket another = offer(Priority.HIGH);
        assertThat(List.of(queue.poll(), queue.poll(), queue.poll(), queue.poll()))
                .containsExactly(high, another, normal, low);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void nobodyWaitsForEver() {
        Ticket low = offer(Priority.LOW);
        int polls = 0;
        Ticket next;
        do {
            offer(Priority.HIGH);
            next = queue.poll();
            polls++;
        } while (next != low && polls < 100);
        assertThat(polls).isEqualTo(4);
    }

    @Property(tries = 200, seed = "14")
    void whoWaitsBehindOthersGoesWithinFourTimesTheirNumber(@ForAll @Size(min = 1, max = 12) List<Priority> before) {
        queue.drain(); // one instance serves all tries
        List<Ticket> mine = new ArrayList<>();
        before.forEach(priority -> mine.add(offer(priority)));
        Ticket last = mine.get(mine.size() - 1);
        int polls = 0;
        while (queue.poll() != last) {
            offer(Priority.HIGH);
            polls++;
            assertThat(polls).isLessThan(4 * before.size());
        }
    }

    @Test
    void takesOutThoseWhoseDeadlineHasPassed() {
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        Ticket none = offer(Priority.LOW);
        Ticket late = offer(Requests.request(0, 1, 1).withDeadline(now));
        Ticket early = offer(Requests.request(0, 1, 1).withDeadline(now.plusNanos(1)));
        assertThat(queue.pollExpired(now)).containsExactly(late);
        assertThat(queue.drain()).containsExactly(none, early);
    }
}
