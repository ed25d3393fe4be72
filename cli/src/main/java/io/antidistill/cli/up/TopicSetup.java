package io.antidistill.cli.up;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.streams.policy.DefaultPolicies;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;

/** What a new installation needs on its cluster: the topics, their schemas, and policies to start from. */
public final class TopicSetup {
    private TopicSetup() {}

    /**
     * Creates missing topics, registers the schemas, and writes the default policies where no policy was ever written.
     *
     * @param partitions of new topics; -1 for the broker's default
     * @param replication of new topics; -1 for the broker's default
     */
    public static void ensure(Cluster cluster, int partitions, short replication) {
        try (Admin admin = cluster.admin()) {
            cluster.topics().create(admin, partitions, replication);
        }
        cluster.topics().registerSchemas();
        boolean untouched;
        try (TopicReader reader =
                TopicReader.open(cluster, List.of(cluster.topics().policies()))) {
            untouched = reader.readToEnd().isEmpty();
        }
        if (untouched) {
            LatestValues.write(cluster, cluster.topics().policies(), DefaultPolicies.byContext());
        }
    }
}
