package io.antidistill.tests.leak;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.antidistill.schema.ProtectedTrace;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a customer sees of an answer, as features for a classifier; the words of the answer are left out. */
public record PublicView(ConsumerRecord<byte[], byte[]> record, ProtectedTrace trace) {
    /** What was asked. */
    public String question() {
        return trace.getMessages().get(0).getContent();
    }

    /** Everything but lengths and times: headers, key and fields. */
    public double[] form() {
        return new double[] {
            record.headers().toArray().length,
            Stream.of(record.headers().toArray())
                    .mapToInt(header -> header.key().hashCode() % 1000)
                    .sum(),
            record.key().length - utf8(trace.getPromptId()),
            record.timestampType().id,
            trace.getFinishReason().ordinal(),
            trace.getPromptTokens(),
            trace.getModel().hashCode() % 1000
        };
    }

    /** How long the answer is. */
    public double[] length() {
        return new double[] {trace.getCompletionTokens(), utf8(trace.getText()), record.value().length};
    }

    /** What the record says about its times, and when it came. */
    public double[] time() {
        long tokens = Math.max(1, trace.getCompletionTokens());
        return new double[] {
            trace.getQueueMillis(),
            trace.getGenerationMillis(),
            trace.getGenerationMillis() / (double) tokens,
            Duration.between(trace.getSubmittedAt(), trace.getCompletedAt()).toMillis(),
            record.timestamp() - trace.getSubmittedAt().toEpochMilli()
        };
    }

    private static int utf8(String text) {
        return text.getBytes(UTF_8).length;
    }
}
