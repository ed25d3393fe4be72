package io.antidistill.streams.deadletter;

import java.util.List;
import java.util.Objects;

/**
 * A record as it came, before anybody tried to read it. Immutable: the arrays must not be written to.
 *
 * @param key may be null
 * @param value may be null
 * @param headers in their order
 * @param topic where it came from
 * @param partition its partition
 * @param offset its offset
 * @param timestamp its time, milliseconds, no later than when it was read
 */
public record OriginalRecord(
        byte[] key, byte[] value, List<Header> headers, String topic, int partition, long offset, long timestamp) {

    public OriginalRecord {
        headers = List.copyOf(headers);
        Objects.requireNonNull(topic, "topic");
    }

    /** One header; the value may be null. */
    public record Header(String name, byte[] value) {
        public Header {
            Objects.requireNonNull(name, "name");
        }
    }

    /** Bytes that it takes, without the log's own overhead. */
    public int size() {
        int size = length(key) + length(value);
        for (Header header : headers) {
            size += header.name().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
