package io.antidistill.cli.up;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.streams.policy.DefaultPolicies;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what comes out by reading the topics as any consumer would: committed records, from the beginning. Runs on a
 * thread of its own; {@link #tally()} may be called from any thread.
 */
final class TopicWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final String MONITOR = "monitor";

    private final Topics topics;
    private final TopicReader reader;
    private final Consumer<String> answered;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "topic-watch");
    private volatile boolean stopped;
    private volatile Tally tally = Tally.EMPTY;
    private volatile RuntimeException failure;

    private TopicWatch(Cluster cluster, Consumer<String> answered) {
        this.answered = answered;
        topics = cluster.topics();
        reader = TopicReader.open(
                cluster,
                List.of(
                        topics.prompts(),
                        topics.traces(),
                        topics.deadLetters(),
                        topics.probeReports(),
                        topics.lambda()));
    }

    /**
     * A watch that has read what an earlier run left.
     *
     * @param answered hears the id of every prompt that has a trace or a dead letter, on the watch's thread
     */
    static TopicWatch start(Cluster cluster, Consumer<String> answered) throws InterruptedException {
        TopicWatch watch = new TopicWatch(cluster, answered);
        watch.thread.start();
        if (!watch.caughtUp.await(60, TimeUnit.SECONDS)) {
            watch.close();
            throw new IllegalStateException("the topics of the last run could not be read within a minute");
        }
        return watch;
    }

    /** Rethrows what ended the watch, if anything did. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    Tally tally() {
        return tally;
    }

    private void run() {
        try {
            while (!stopped) {
                reader.poll(Duration.ofMillis(200)).forEach(record -> tally = add(tally, record));
                if (caughtUp.getCount() > 0 && reader.atEnd()) {
                    caughtUp.countDown();
                }
            }
        } catch (WakeupException e) {
            LOG.debug("closing", e);
        } catch (RuntimeException e) {
            LOG.error("the topics are no longer watched", e);
            failure = e;
        } finally {
            caughtUp.countDown();
        }
    }

    private Tally add(Tally t, RawRecord record) {
        String topic = record.topic();
        int prompts = t.prompts() + (topic.equals(topics.prompts().name()) ? 1 : 0);
        int deadLetters = t.deadLetters() + (topic.equals(topics.deadLetters().name()) ? 1 : 0);
        if (record.key() != null
                && (topic.equals(topics.traces().name())
                        || topic.equals(topics.deadLetters().name()))) {
            answered.accept(record.key());
        }
        ProtectedTrace trace = read(topics.traces(), record);
        ProbeReport report = read(topics.probeReports(), record);
        LambdaCommand command = read(topics.lambda(), record);
        ProbeReport first = t.firstReport() == null ? report : t.firstReport();
        boolean sameGroup = report != null && report.getLambdaGroup().equals(first.getLambdaGroup());
        return new Tally(
                prompts,
                t.traces() + (trace == null ? 0 : 1),
                deadLetters,
                t.probeReports() + (report == null ? 0 : 1),
                t.monitorLambdaChanges() + (command != null && changesLambda(t, command) ? 1 : 0),
                command == null ? t.lambda() : with(t.lambda(), command),
                first,
                sameGroup ? report : t.lastReport(),
                trace == null ? t.lastTrace() : trace);
    }

    private static boolean changesLambda(Tally before, LambdaCommand command) {
        double was = before.lambda().getOrDefault(command.getLambdaGroup(), DefaultPolicies.INITIAL_LAMBDA);
        return command.getIssuedBy().equals(MONITOR) && command.getLambda() != was;
    }

    private static Map<String, Double> with(Map<String, Double> lambda, LambdaCommand command) {
        Map<String, Double> next = new HashMap<>(lambda);
        next.put(command.getLambdaGroup(), command.getLambda());
        return Map.copyOf(next);
    }

    /** The record's value if it is of that topic and can be read; otherwise null. */
    private static <V> V read(Topic<String, V> topic, RawRecord record) {
        if (!record.topic().equals(topic.name()) || record.value() == null) {
            return null;
        }
        try {
            return topic.valueSerde().deserializer().deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            LOG.warn("a record of {} cannot be read: {}", topic.name(), e.getMessage());
            return null;
        }
    }

    @Override
    public void close() {
        stopped = true;
        reader.wakeUp();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reader.close();
    }
}
