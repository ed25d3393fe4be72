package io.antidistill.cli.cluster;

import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.deadletter.DeadLetterReason;
import java.time.Instant;
import java.util.Optional;

/**
 * A dead letter as it lies in its topic.
 *
 * @param record the record
 * @param content what it says; empty where it is none that this version understands
 */
public record DeadLetterRecord(RawRecord record, Optional<DeadLetter> content) {
    public DeadLetterRecord(RawRecord record) {
        this(record, DeadLetter.read(record.whole()));
    }

    /** Partition and offset in the dead-letter topic: what a person names it by. */
    public String id() {
        return record.whole().partition() + ":" + record.whole().offset();
    }

    /** Where the record came from; empty where that is unknown. */
    public String origin() {
        return content.map(DeadLetter::original)
                .map(original -> original.topic() + " " + original.partition() + ":" + original.offset())
                .orElse("");
    }

    public boolean hasReason(DeadLetterReason reason) {
        return content.isPresent() && content.get().reason() == reason;
    }

    /** The letter in short. */
    public String line() {
        int bytes = record.value() == null ? 0 : record.value().length;
        return "%s  %s  %s  key %s, %d bytes from %s: %s"
                .formatted(
                        id(),
                        Instant.ofEpochMilli(record.whole().timestamp()),
                        content.map(letter -> letter.reason().name()).orElse("?"),
                        record.key(),
                        bytes,
                        origin().isEmpty() ? "?" : origin(),
                        content.map(DeadLetter::message).orElse("not a letter that this version understands"))
                .replaceAll("\\p{Cc}", "?"); // keys are the asker's and must not play with the terminal
    }
}
