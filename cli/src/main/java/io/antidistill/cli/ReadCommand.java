package io.antidistill.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.RecordJson;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that prints the records of one topic. */
abstract class ReadCommand<V> implements Callable<Integer> {
    @Mixin
    private ClusterOptions cluster;

    @Option(names = "--follow", description = "After what is there, go on with what comes, until Ctrl-C.")
    private boolean follow;

    @Option(names = "--json", description = "One JSON object per line.")
    private boolean json;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most N records: the latest ones; with --follow, the first ones.")
    private Long limit;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;

    abstract Topic<?, V> topic(Topics topics);

    /** Whether the record is to be shown. */
    boolean wanted(RawRecord record) {
        return true;
    }

    /** Prints a record for people. */
    abstract void print(V value, RawRecord record, PrintWriter out);

    /** The record for programs. */
    ObjectNode json(V value, RawRecord record) {
        return RecordJson.of((IndexedRecord) value);
    }

    @Override
    public final Integer call() throws Exception {
        if (limit != null && limit < 1) {
            throw new CommandFailure(2, "--limit is %d. Give at least 1, or leave it out.".formatted(limit));
        }
        out = spec.commandLine().getOut();
        Cluster source = cluster.open();
        Topic<?, V> topic = topic(source.topics());
        try (TopicReader reader = TopicReader.open(source, List.of(topic))) {
            if (follow) {
                follow(reader, topic);
            } else {
                latest(reader, topic);
            }
        }
        out.flush();
        return 0;
    }

    private void latest(TopicReader reader, Topic<?, V> topic) {
        List<RawRecord> all = reader.readToEnd().stream()
                .filter(this::wanted)
                .sorted(Comparator.comparingLong(record -> record.whole().timestamp()))
                .toList();
        if (all.isEmpty()) {
            spec.commandLine().getErr().println("antidistill: nothing in " + topic.name());
        }
        long skip = limit == null ? 0 : Math.max(0, all.size() - limit);
        all.stream().skip(skip).forEach(record -> show(record, topic));
    }

    private void follow(TopicReader reader, Topic<?, V> topic) {
        long left = limit == null ? Long.MAX_VALUE : limit;
        // A closed pipe (`antidistill traces --follow | head`) ends the loop: checkError flushes and notices.
        while (left > 0 && !out.checkError()) {
            List<RawRecord> found = reader.poll(Duration.ofMillis(500)).stream()
                    .filter(this::wanted)
                    .toList();
            found.stream().limit(left).forEach(record -> show(record, topic));
            left -= Math.min(left, found.size());
        }
    }

    /** One bad record is named on standard error and does not hide the others. */
    private void show(RawRecord record, Topic<?, V> topic) {
        V value;
        try {
            value = topic.valueSerde().deserializer().deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            spec.commandLine()
                    .getErr()
                    .println("antidistill: left out a record of %s (partition %d, offset %d): %s"
                            .formatted(
                                    record.topic(),
                                    record.whole().partition(),
                                    record.whole().offset(),
                                    ErrorLine.describe(e)));
            return;
        }
        if (json) {
            out.println(json(value, record));
        } else {
            print(value, record, out);
        }
    }
}
