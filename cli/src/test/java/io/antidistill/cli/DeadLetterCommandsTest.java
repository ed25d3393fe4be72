package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.deadletter.DeadLetterReason;
import io.antidistill.streams.deadletter.OriginalRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** Dead letters, looked at and sent again. */
class DeadLetterCommandsTest extends CommandsOnACluster {
    @Test
    void listsShowsAndReplaysDeadLettersByteForByte() throws Exception {
        byte[] value = {(byte) 0xff, 0, 7};
        List<OriginalRecord.Header> headers = List.of(
                new OriginalRecord.Header("h", new byte[] {1}),
                new OriginalRecord.Header(DeadLetter.REASON, "PROMPT_TOO_LONG".getBytes(StandardCharsets.UTF_8)));
        sendLetter(DeadLetterReason.NOT_AVRO, "lost-1", value, headers);
        sendLetter(DeadLetterReason.NOT_AVRO, "lost-1", value, headers);

        assertThat(run("deadletters", "list", "--reason", "not_avro")).isZero();
        assertThat(out.toString()).contains("NOT_AVRO  key lost-1, 3 bytes from prompts 1:99: a remedy");
        assertThat(run("deadletters", "list", "--reason", "PROMPT_TOO_LONG")).isZero();
        assertThat(err.toString()).contains("nothing in dead-letters").hasLineCount(1);
        assertThat(run("dead-letters", "--json", "--limit", "1")).isZero();
        assertThat(out.toString()).contains("\"reason\":\"NOT_AVRO\"", "\"origin\":\"prompts 1:99\"");
        assertThat(out.toString()).doesNotContain("PROMPT_TOO_LONG  key");
        assertThat(run("deadletters", "show", "--prompt-id", "lost-1")).isZero();
        assertThat(out.toString()).contains("3 bytes that are no prompt", "ff0007", "header h: (01)");

        assertThat(run("deadletters", "replay", "--prompt-id", "lost-1")).isZero();
        assertThat(out.toString()).contains("nothing has been sent. Add --yes to send 1.");
        assertThat(prompts("lost-1")).isEmpty();
        assertThat(run("deadletters", "replay", "--reason", "NOT_AVRO", "--prompt-id", "lost-1", "--yes"))
                .isZero();
        ConsumerRecord<byte[], byte[]> replayed = prompts("lost-1").get(0).whole();
        assertThat(prompts("lost-1")).hasSize(1);
        assertThat(replayed.value()).isEqualTo(value);
        assertThat(replayed.partition()).isEqualTo(1);
        assertThat(replayed.headers().toArray()).extracting(Header::key).containsExactly("h", DeadLetter.REASON);
    }

    @Test
    void decodesADeadLetterThatIsAPrompt() throws Exception {
        PromptEvent prompt = new PromptEvent(
                "lost-2", "acme", "bob", "premium", List.of(new Message("user", "why?")), null, Instant.EPOCH);
        byte[] value = cluster.topics().prompts().valueSerde().serializer().serialize("prompts", prompt);
        sendLetter(DeadLetterReason.ENGINE_FAILED, "lost-2", value, List.of());
        assertThat(run("deadletters", "show", "--reason", "ENGINE_FAILED")).isZero();
        assertThat(out.toString()).contains("\"content\" : \"why?\"", "\"client\" : \"bob\"");
    }

    @Test
    void replaysNothingThatIsNotNamedOrDidNotComeFromPrompts() throws Exception {
        assertThat(run("deadletters", "replay", "--yes")).isEqualTo(2);
        assertThat(run("deadletters", "replay", "77:1", "--yes")).isEqualTo(1);
        sendRaw("dead-letters", "forged", new byte[] {1});
        assertThat(run("deadletters", "replay", "--prompt-id", "forged", "--yes"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no letter is named", "no such dead letter: 77:1", "does not say");
        assertThat(err.toString()).hasLineCount(3);
    }

    private static void sendLetter(
            DeadLetterReason reason, String key, byte[] value, List<OriginalRecord.Header> headers) throws Exception {
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        var letter = new DeadLetter(
                        new OriginalRecord(keyBytes, value, headers, "prompts", 1, 99, 5),
                        reason,
                        "a remedy",
                        Instant.EPOCH)
                .toRecord();
        try (KafkaProducer<byte[], byte[]> producer =
                cluster.producer(cluster.topics().deadLetters())) {
            producer.send(new ProducerRecord<>("dead-letters", null, letter.key(), letter.value(), letter.headers()))
                    .get();
        }
    }

    private static List<TopicReader.RawRecord> prompts(String key) {
        try (TopicReader reader =
                TopicReader.open(cluster, List.of(cluster.topics().prompts()))) {
            return reader.readToEnd().stream()
                    .filter(record -> key.equals(record.key()))
                    .toList();
        }
    }
}
