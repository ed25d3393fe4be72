package io.antidistill.streams.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class DeadLetterTest {
    @Test
    void carriesTheRecordAsItCame() {
        Record<byte[], byte[]> letter = letter(new byte[] {1, 2}).toRecord();
        assertThat(letter.key()).containsExactly(7);
        assertThat(letter.value()).containsExactly(1, 2);
        assertThat(letter.timestamp()).isEqualTo(42);
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo("NOT_AVRO");
    }

    @Test
    void saysWhereARecordLiesThatIsTooLargeToCopy() {
        Record<byte[], byte[]> letter =
                letter(new byte[DeadLetter.LARGEST_COPY]).toRecord();
        assertThat(letter.value()).isNull();
        assertThat(header(letter, DeadLetter.MESSAGE)).contains("read it where it came from");
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("prompts");
        assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("3");
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("99");
    }

    private static DeadLetter letter(byte[] value) {
        OriginalRecord original = new OriginalRecord(new byte[] {7}, value, List.of(), "prompts", 3, 99, 5);
        return new DeadLetter(original, DeadLetterReason.NOT_AVRO, "no Avro", Instant.ofEpochMilli(42));
    }

    private static String header(Record<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
