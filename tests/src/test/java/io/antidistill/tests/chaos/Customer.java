package io.antidistill.tests.chaos;

import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Asks at a steady pace, and does not give up while the broker is away. Two prompts share a question, so that each answer
 * can be compared with its twin; every twentieth prompt is sent twice.
 */
final class Customer implements AutoCloseable {
    static final String CONTEXT = "reasoning-long";
    static final int MOST_TOKENS = 12;
    private static final int SENT_TWICE = 20;
    private static final int NEVER = Integer.MAX_VALUE;

    private final Topic<String, PromptEvent> topic;
    private final int prompts;
    private final Ledger ledger;
    private final KafkaProducer<String, PromptEvent> producer;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private int asked;

    Customer(String bootstrap, Topic<String, PromptEvent> topic, int prompts, Ledger ledger) {
        this.topic = topic;
        this.prompts = prompts;
        this.ledger = ledger;
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrap,
                        "linger.ms", 0,
                        "request.timeout.ms", 5_000,
                        "max.block.ms", NEVER,
                        "delivery.timeout.ms", NEVER),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer());
    }

    void askAtPace(double perSecond) {
        clock.scheduleAtFixedRate(this::askNext, 0, (long) (1e9 / perSecond), TimeUnit.NANOSECONDS);
    }

    private void askNext() {
        if (asked == prompts) {
            clock.shutdown();
            return;
        }
        String id = "p" + asked;
        ledger.asked(id);
        ask(id, question(asked));
        if (asked % SENT_TWICE == 0) {
            ask(id, question(asked));
        }
        asked++;
    }

    /** One question more, beside the others. */
    void askAlso(String id, String question) {
        ledger.asked(id);
        ask(id, question);
    }

    private String question(int number) {
        return "what is " + number % Math.max(1, prompts / 2) + " plus 7 minus 3 ?";
    }

    private void ask(String id, String question) {
        List<Message> messages = List.of(new Message("user", question));
        PromptEvent prompt = new PromptEvent(id, "acme", "bob", CONTEXT, messages, MOST_TOKENS, Instant.now());
        producer.send(new ProducerRecord<>(topic.name(), id, prompt));
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdownNow();
        clock.awaitTermination(1, TimeUnit.MINUTES);
        producer.close(java.time.Duration.ofSeconds(1));
    }
}
