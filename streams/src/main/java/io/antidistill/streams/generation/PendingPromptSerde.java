package io.antidistill.streams.generation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Pending entries as CBOR: an older or newer version's fields are left out or null. Thread-safe. */
final class PendingPromptSerde {
    private static final ObjectMapper CBOR = CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PendingPromptSerde() {}

    static Serde<PendingPrompt> create() {
        return Serdes.serdeFrom(
                (topic, entry) -> entry == null ? null : write(entry),
                (topic, bytes) -> bytes == null ? null : read(bytes));
    }

    private static byte[] write(PendingPrompt entry) {
        try {
            return CBOR.writeValueAsBytes(entry);
        } catch (JsonProcessingException e) {
            throw new SerializationException("cannot write a pending prompt", e);
        }
    }

    private static PendingPrompt read(byte[] bytes) {
        try {
            return CBOR.readValue(bytes, PendingPrompt.class);
        } catch (IOException e) {
            throw new SerializationException(
                    "cannot read a pending prompt: the state was written by an incompatible version; "
                            + "run that version until nothing is pending, then this one",
                    e);
        }
    }
}
