package io.antidistill.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.DeadLetterRecord;
import io.antidistill.cli.cluster.RecordJson;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.streams.deadletter.DeadLetter;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints dead letters in full. */
@Command(
        name = "show",
        header = "Print letters in full: headers, and the prompt if it can be decoded, else its bytes.",
        sortOptions = false)
final class DeadLetterShowCommand implements Callable<Integer> {
    private static final int MOST_BYTES = 4096;
    private static final int BYTES_A_LINE = 32;

    @Mixin
    private ClusterOptions options;

    @Mixin
    private LetterSelection selection;

    @Option(names = "--json", description = "One JSON object per line; the value in Base64.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Cluster cluster = options.open();
        PrintWriter out = spec.commandLine().getOut();
        for (DeadLetterRecord letter : selection.read(cluster)) {
            Optional<IndexedRecord> decoded = decode(letter, cluster.topics());
            if (json) {
                ObjectNode object = DeadLetterLines.json(letter);
                object.set("decoded", decoded.map(RecordJson::of).orElse(null));
                out.println(object);
            } else {
                print(letter, decoded, out);
            }
        }
        return 0;
    }

    private static void print(DeadLetterRecord letter, Optional<IndexedRecord> decoded, PrintWriter out) {
        out.println(letter.line());
        byte[] key = letter.record().whole().key();
        out.println("key: " + (key == null ? "none" : letter.record().key() + "  " + hex(key)));
        for (Header header : letter.record().whole().headers()) {
            out.println("header " + header.key() + ": " + headerText(header));
        }
        byte[] value = letter.record().value();
        if (decoded.isPresent()) {
            out.println(RecordJson.of(decoded.get()).toPrettyString());
        } else if (value == null) {
            out.println("no value");
        } else {
            out.println("value, " + value.length + " bytes that are no prompt:");
            int shown = Math.min(value.length, MOST_BYTES);
            for (int at = 0; at < shown; at += BYTES_A_LINE) {
                out.printf("%6d  %s%n", at, HexFormat.of().formatHex(value, at, Math.min(shown, at + BYTES_A_LINE)));
            }
            if (shown < value.length) {
                out.println("... " + (value.length - shown) + " more; --json prints all of it");
            }
        }
        out.println();
    }

    /** Headers are the asker's: what does not print is shown as bytes, so that it cannot play with the terminal. */
    private static String headerText(Header header) {
        if (header.value() == null) {
            return "null";
        }
        String text = new String(header.value(), java.nio.charset.StandardCharsets.UTF_8);
        return text.chars().noneMatch(Character::isISOControl) ? text : hex(header.value());
    }

    private static String hex(byte[] bytes) {
        return "(" + HexFormat.of().formatHex(bytes) + ")";
    }

    private static Optional<IndexedRecord> decode(DeadLetterRecord letter, Topics topics) {
        byte[] value = letter.record().value();
        String origin = letter.content()
                .map(DeadLetter::original)
                .map(original -> original.topic())
                .orElse("");
        return Stream.<Topic<String, ? extends IndexedRecord>>of(topics.prompts(), topics.probePrompts())
                .filter(topic -> value != null && topic.name().equals(origin))
                .findFirst()
                .flatMap(topic -> decode(topic, value));
    }

    private static Optional<IndexedRecord> decode(Topic<String, ? extends IndexedRecord> topic, byte[] value) {
        try {
            return Optional.of(topic.valueSerde().deserializer().deserialize(topic.name(), value));
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }
}
