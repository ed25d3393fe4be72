package io.antidistill.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.cluster.DeadLetterRecord;
import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.streams.deadletter.DeadLetterReason;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Option;

/** Prints dead letters, one a line. */
abstract class DeadLetterLines extends ReadCommand<byte[]> {
    @Option(names = "--reason", paramLabel = "REASON", description = "Only letters with this reason.")
    private DeadLetterReason reason;

    @Override
    Topic<?, byte[]> topic(Topics topics) {
        return topics.deadLetters();
    }

    @Override
    boolean wanted(RawRecord record) {
        return reason == null || new DeadLetterRecord(record).hasReason(reason);
    }

    @Override
    ObjectNode json(byte[] value, RawRecord record) {
        return json(new DeadLetterRecord(record));
    }

    static ObjectNode json(DeadLetterRecord letter) {
        RawRecord record = letter.record();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("letter", letter.id());
        letter.content().ifPresent(content -> {
            object.put("reason", content.reason().name());
            object.put("message", content.message());
            object.put("at", content.at().toString());
            object.put("origin", letter.origin());
        });
        object.put("key", record.key());
        ObjectNode headers = object.putObject("headers");
        for (Header header : record.whole().headers()) {
            headers.put(
                    header.key(), header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
        }
        object.put("value", record.value());
        return object;
    }

    @Override
    void print(byte[] value, RawRecord record, PrintWriter out) {
        out.println(new DeadLetterRecord(record).line());
    }
}
