package io.antidistill.streams.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A prompt that is set aside, and why.
 *
 * @param original the record as it came
 * @param reason the kind of problem
 * @param message one sentence for people, with the remedy
 * @param at when
 */
public record DeadLetter(OriginalRecord original, DeadLetterReason reason, String message, Instant at) {
    /** Header with the name of the {@link DeadLetterReason}. */
    public static final String REASON = "antidistill.reason";

    /** Header with the sentence. The names from here on are Kafka Streams' own (KIP-1034). */
    public static final String MESSAGE = "__streams.errors.message";

    /** Header with the topic that the record came from. */
    public static final String TOPIC = "__streams.errors.topic";

    /** Header with its partition, in digits. */
    public static final String PARTITION = "__streams.errors.partition";

    /** Header with its offset, in digits. */
    public static final String OFFSET = "__streams.errors.offset";

    private static final List<String> OWN = List.of(REASON, MESSAGE, TOPIC, PARTITION, OFFSET);

    /** Most bytes that a dead letter carries on; what is larger stays in its topic and the headers say where. */
    static final int LARGEST_COPY = 1_000_000;

    private static final int LONGEST_MESSAGE = 1_000;

    public DeadLetter {
        Objects.requireNonNull(original, "original");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(at, "at");
    }

    /** The record for the dead-letter topic: key, value and headers as they came, then our headers. */
    public Record<byte[], byte[]> toRecord() {
        boolean fits = original.size() <= LARGEST_COPY;
        Headers headers = new RecordHeaders();
        if (fits) {
            original.headers().forEach(header -> headers.add(header.name(), header.value()));
        }
        String sentence = fits ? message : message + "; the record is too large to copy, read it where it came from";
        add(headers, REASON, reason.name());
        add(headers, MESSAGE, sentence.substring(0, Math.min(sentence.length(), LONGEST_MESSAGE)));
        add(headers, TOPIC, original.topic());
        add(headers, PARTITION, Integer.toString(original.partition()));
        add(headers, OFFSET, Long.toString(original.offset()));
        return new Record<>(fits ? original.key() : null, fits ? original.value() : null, at.toEpochMilli(), headers);
    }

    /**
     * Reads a record of the dead-letter topic back. The original's time is not in it: it is -1.
     *
     * @return empty where the last headers are not the five that {@link #toRecord} adds, or the reason is of a later version
     */
    public static Optional<DeadLetter> read(ConsumerRecord<byte[], byte[]> record) {
        List<Header> headers = List.of(record.headers().toArray());
        int own = headers.size() - OWN.size();
        if (own < 0
                || !headers.subList(own, headers.size()).stream()
                        .map(Header::key)
                        .toList()
                        .equals(OWN)) {
            return Optional.empty();
        }
        List<OriginalRecord.Header> others = headers.subList(0, own).stream()
                .map(header -> new OriginalRecord.Header(header.key(), header.value()))
                .toList();
        List<String> words = headers.subList(own, headers.size()).stream()
                .map(header -> header.value() == null ? "" : new String(header.value(), UTF_8))
                .toList();
        try {
            OriginalRecord original = new OriginalRecord(
                    record.key(),
                    record.value(),
                    others,
                    words.get(2),
                    Integer.parseInt(words.get(3)),
                    Long.parseLong(words.get(4)),
                    -1);
            return Optional.of(new DeadLetter(
                    original,
                    DeadLetterReason.valueOf(words.get(0)),
                    words.get(1),
                    Instant.ofEpochMilli(record.timestamp())));
        } catch (IllegalArgumentException e) { // no number, or no reason that this version knows
            return Optional.empty();
        }
    }

    /** Whether the letter holds the record and does not only say where it lies. */
    public boolean holdsTheRecord() {
        return original.key() != null || original.value() != null;
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
