package io.antidistill.streams.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
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

    @Test
    void readsBackWhatItWroteWhateverHeadersTheRecordHad() {
        List<OriginalRecord.Header> forged = List.of(
                new OriginalRecord.Header(DeadLetter.REASON, "ENGINE_FAILED".getBytes(UTF_8)),
                new OriginalRecord.Header(DeadLetter.TOPIC, null));
        OriginalRecord original = new OriginalRecord(new byte[] {7}, null, forged, "prompts", 3, 99, 5);
        DeadLetter letter = new DeadLetter(original, DeadLetterReason.NOT_AVRO, "no Avro", Instant.ofEpochMilli(42));
        DeadLetter read = DeadLetter.read(stored(letter.toRecord())).orElseThrow();
        assertThat(read.reason()).isEqualTo(DeadLetterReason.NOT_AVRO);
        assertThat(read.message()).isEqualTo("no Avro");
        assertThat(read.at()).isEqualTo(letter.at());
        assertThat(read.original().headers())
                .extracting(OriginalRecord.Header::name)
                .containsExactly(DeadLetter.REASON, DeadLetter.TOPIC);
        assertThat(read.original().topic()).isEqualTo("prompts");
        assertThat(read.original().partition()).isEqualTo(3);
        assertThat(read.original().offset()).isEqualTo(99);
    }

    @Test
    void isNotReadFromARecordWithoutItsHeadersOrWithHeadersBehindThem() {
        Record<byte[], byte[]> letter = letter(new byte[] {1}).toRecord();
        letter.headers().add("later", new byte[] {1});
        assertThat(DeadLetter.read(stored(letter))).isEmpty();
        letter.headers().remove("later").remove(DeadLetter.PARTITION);
        assertThat(DeadLetter.read(stored(letter))).isEmpty();
    }

    private static ConsumerRecord<byte[], byte[]> stored(Record<byte[], byte[]> letter) {
        return new ConsumerRecord<>(
                "dead-letters",
                0,
                12,
                letter.timestamp(),
                TimestampType.CREATE_TIME,
                -1,
                -1,
                letter.key(),
                letter.value(),
                letter.headers(),
                Optional.empty());
    }

    private static DeadLetter letter(byte[] value) {
        OriginalRecord original = new OriginalRecord(new byte[] {7}, value, List.of(), "prompts", 3, 99, 5);
        return new DeadLetter(original, DeadLetterReason.NOT_AVRO, "no Avro", Instant.ofEpochMilli(42));
    }

    private static String header(Record<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
