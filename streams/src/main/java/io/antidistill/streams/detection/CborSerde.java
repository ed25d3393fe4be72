package io.antidistill.streams.detection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The detector's own records as CBOR: an older or newer version's fields are left out or null. Thread-safe. */
final class CborSerde {
    private static final ObjectMapper CBOR = CBORMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private CborSerde() {}

    static <V> Serde<V> of(Class<V> type) {
        return of(type, stored -> stored, value -> value);
    }

    /** Of values that are stored in another form. */
    static <S, V> Serde<V> of(Class<S> storedForm, Function<S, V> read, Function<V, S> write) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : write(write.apply(value)),
                (topic, bytes) -> bytes == null ? null : read.apply(read(bytes, storedForm)));
    }

    private static byte[] write(Object stored) {
        try {
            return CBOR.writeValueAsBytes(stored);
        } catch (JsonProcessingException e) {
            throw new SerializationException("cannot write " + stored.getClass().getSimpleName(), e);
        }
    }

    private static <S> S read(byte[] bytes, Class<S> storedForm) {
        try {
            return CBOR.readValue(bytes, storedForm);
        } catch (IOException e) {
            throw new SerializationException(
                    "cannot read the detector's " + storedForm.getSimpleName()
                            + ": another version wrote it; reset the detector's application id",
                    e);
        }
    }
}
