package io.antidistill.tests;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.schema.Topic;
import java.util.List;

/** Whole topics as lists, committed records only. */
final class Reading {
    private Reading() {}

    static <V> List<V> values(Cluster cluster, Topic<?, V> topic) {
        try (TopicReader reader = TopicReader.open(cluster, List.of(topic))) {
            return reader.readToEnd().stream()
                    .map(r -> topic.valueSerde().deserializer().deserialize(r.topic(), r.value()))
                    .toList();
        }
    }

    static List<String> keys(Cluster cluster, Topic<?, ?> topic) {
        try (TopicReader reader = TopicReader.open(cluster, List.of(topic))) {
            return reader.readToEnd().stream().map(TopicReader.RawRecord::key).toList();
        }
    }
}
