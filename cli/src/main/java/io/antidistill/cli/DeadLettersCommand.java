package io.antidistill.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;

/** Prints what could not be handled, and why. */
@Command(
        name = "dead-letters",
        header = "Print the records that could not be handled, each with its reason.",
        sortOptions = false)
final class DeadLettersCommand extends ReadCommand<byte[]> {
    @Override
    Topic<?, byte[]> topic(Topics topics) {
        return topics.deadLetters();
    }

    @Override
    ObjectNode json(byte[] value, RawRecord record) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("key", record.key());
        ObjectNode headers = object.putObject("headers");
        for (Header header : record.whole().headers()) {
            headers.put(
                    header.key(), header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
        }
        object.put("value", value);
        return object;
    }

    @Override
    void print(byte[] value, RawRecord record, PrintWriter out) {
        out.printf(
                "%s  %d bytes: %s%n",
                record.key(), value == null ? 0 : value.length, record.header("__streams.errors.message"));
    }
}
