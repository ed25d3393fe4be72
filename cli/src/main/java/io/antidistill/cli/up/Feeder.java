package io.antidistill.cli.up;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Topic;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts prompts in at a steady rate, on a thread of its own. What the topic holds already is not fed again: the topic
 * itself is the position, so a crash at any moment cannot make it wrong.
 */
final class Feeder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feeder.class);

    /** More unanswered prompts of this feeder, and it waits: the engine is slower than the rate. */
    private static final int MOST_UNANSWERED = 50;

    private final Topic<String, PromptEvent> topic;
    private final KafkaProducer<String, PromptEvent> producer;
    private final Iterator<PromptEvent> prompts;
    private final Set<String> alreadyIn;
    private final double perSecond;
    private final Set<String> unanswered;
    private final Thread thread = new Thread(this::run, "prompt-feeder");
    private volatile boolean stopped;
    private volatile RuntimeException failure;

    private Feeder(
            Cluster cluster,
            Iterator<PromptEvent> prompts,
            Set<String> alreadyIn,
            double perSecond,
            Set<String> unanswered) {
        this.topic = cluster.topics().prompts();
        this.producer = cluster.producer(topic);
        this.prompts = prompts;
        this.alreadyIn = alreadyIn;
        this.perSecond = perSecond;
        this.unanswered = unanswered;
    }

    /**
     * Begins to feed.
     *
     * @param perSecond prompts per second, above 0
     * @param unanswered a concurrent set that gets the id of every prompt fed; others take it out when it is answered
     */
    static Feeder start(Cluster cluster, Iterator<PromptEvent> prompts, double perSecond, Set<String> unanswered) {
        Set<String> alreadyIn = new HashSet<>();
        try (TopicReader reader =
                TopicReader.open(cluster, List.of(cluster.topics().prompts()))) {
            reader.readToEnd().forEach(record -> alreadyIn.add(record.key()));
        }
        Feeder feeder = new Feeder(cluster, prompts, alreadyIn, perSecond, unanswered);
        feeder.thread.start();
        return feeder;
    }

    private void run() {
        try {
            long nanosPerPrompt = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
            long due = System.nanoTime();
            while (!stopped && prompts.hasNext()) {
                PromptEvent prompt = prompts.next();
                if (alreadyIn.contains(prompt.getPromptId())) {
                    continue;
                }
                due = Math.max(due + nanosPerPrompt, System.nanoTime() - nanosPerPrompt);
                waitUntil(due);
                send(prompt);
            }
        } catch (RuntimeException e) {
            LOG.error("no more prompts are fed", e);
            failure = e;
        }
    }

    private void waitUntil(long due) {
        while (!stopped && (System.nanoTime() < due || unanswered.size() > MOST_UNANSWERED)) {
            LockSupport.parkNanos(Math.max(
                    TimeUnit.MILLISECONDS.toNanos(20),
                    Math.min(due - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(200))));
        }
    }

    private void send(PromptEvent prompt) {
        if (stopped) {
            return;
        }
        prompt.setSubmittedAt(Instant.now());
        unanswered.add(prompt.getPromptId());
        producer.send(new ProducerRecord<>(topic.name(), prompt.getPromptId(), prompt), (metadata, e) -> {
            if (e != null && !stopped) {
                failure = new IllegalStateException("a prompt did not reach the broker: " + e.getMessage(), e);
            }
        });
    }

    /** Rethrows what ended the feeding, if anything did. */
    void check() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        stopped = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(java.time.Duration.ofSeconds(5));
    }
}
