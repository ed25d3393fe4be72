package io.antidistill.monitor;

import io.antidistill.probe.ProbeResult;
import io.antidistill.schema.ProbePrompt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The monitor's turns: absorb, ask, train, publish. Training runs beside, on the round runner's thread, so that reading
 * goes on. Run by one thread.
 */
final class MonitorLoop {
    private static final Logger log = LoggerFactory.getLogger(MonitorLoop.class);
    private static final Duration WAIT = Duration.ofMillis(200);

    private final MonitorConfig config;
    private final Consumer<byte[], byte[]> consumer;
    private final MonitorReader reader;
    private final MonitorPublisher publisher;
    private final RoundRunner rounds;
    private final MonitorBook book;
    private final Inquiries inquiries;
    private final RoundReadiness readiness;
    private final LambdaGuard guard;
    private final Clock clock;
    private final List<ProbePrompt> unsent = new ArrayList<>();
    private Running running;
    private Finished finished;

    private record Running(
            RoundInput input, Future<ProbeResult> result, Map<TopicPartition, OffsetAndMetadata> counted) {}

    private record Finished(String group, RoundOutcome outcome, Map<TopicPartition, OffsetAndMetadata> counted) {}

    MonitorLoop(
            MonitorConfig config,
            MonitorBook book,
            Inquiries inquiries,
            Consumer<byte[], byte[]> consumer,
            MonitorReader reader,
            MonitorPublisher publisher,
            RoundRunner rounds,
            LambdaGuard guard,
            Clock clock) {
        this.config = config;
        this.book = book;
        this.inquiries = inquiries;
        this.consumer = consumer;
        this.reader = reader;
        this.publisher = publisher;
        this.rounds = rounds;
        this.readiness = new RoundReadiness(config);
        this.guard = guard;
        this.clock = clock;
    }

    void start() {
        publisher.start();
        reader.start();
    }

    void turn() throws InterruptedException {
        reader.poll(WAIT);
        if (!reader.caughtUp()) {
            return;
        }
        guard.look(clock.instant());
        ask();
        startRound();
        finishRound();
        publish();
    }

    /** Gives up the round that is training, if there is one: nothing of it is published. */
    void abandon() {
        if (running != null) {
            running.result().cancel(true);
        }
    }

    private void ask() {
        unsent.addAll(inquiries.due(book, clock.instant()));
        if (!unsent.isEmpty() && publisher.ask(unsent)) {
            unsent.clear();
        }
    }

    private void startRound() {
        if (running != null || finished != null) {
            return;
        }
        Optional<RoundInput> due = readiness.next(book, clock.instant());
        due.ifPresent(input -> {
            book.group(input.group()).roundStarted();
            if (input.unfit().isPresent()) {
                log.warn(
                        "{}: no round, lambda stays as it is: {}",
                        input.group(),
                        input.unfit().get());
                return;
            }
            running = new Running(input, rounds.start(input), reader.positions());
            log.info(
                    "{}: round {} begins with {} traces, {} answers as other clients and {} clean references",
                    input.group(),
                    book.group(input.group()).lastRound() + 1,
                    input.window().size(),
                    input.candidates().size(),
                    input.clean().size());
        });
    }

    private void finishRound() throws InterruptedException {
        if (running == null || !running.result().isDone()) {
            return;
        }
        Running round = running;
        running = null;
        GroupBook group = book.group(round.input().group());
        inquiries.roundFinished(group.name());
        try {
            ProbeResult result = round.result().get();
            // As precise as the topics, so that a command read back equals the one that was sent.
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            String id = group.name() + "-" + (group.lastRound() + 1) + "-" + UUID.randomUUID();
            RoundOutcome outcome = RoundOutcome.of(round.input(), result, group, config, id, now);
            finished = new Finished(group.name(), outcome, round.counted());
        } catch (ExecutionException e) {
            failed(group.name(), e.getCause());
        }
    }

    private static void failed(String group, Throwable cause) {
        if (cause instanceof ArithmeticException) {
            log.error(
                    "{}: the round failed, lambda stays as it is: a student diverged ({}): set"
                            + " monitor.probe.learning.rate",
                    group,
                    cause.getMessage());
        } else {
            log.error("{}: the round failed, lambda stays as it is: {}", group, cause, cause);
        }
    }

    private void publish() {
        if (finished == null) {
            return;
        }
        RoundOutcome outcome = finished.outcome();
        if (!publisher.publish(outcome, finished.counted(), consumer.groupMetadata())) {
            return;
        }
        GroupBook group = book.group(finished.group());
        group.remember(outcome.next());
        // What comes back from the topics says the same; until then the next round must not start from the old figures.
        outcome.command().ifPresent(group::commanded);
        outcome.report().ifPresent(report -> {
            group.reported(report.getRound());
            group.faultsReported();
        });
        finished = null;
        log.info(
                "{}: {}{}",
                group.name(),
                outcome.decision().reason(),
                outcome.report().isPresent()
                        ? ""
                        : " (nothing to report: the references give no yardstick, or a loss is not a number)");
    }
}
