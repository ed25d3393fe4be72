package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.streams.policy.DefaultPolicies;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of commands need that talk to a cluster: an embedded one for each class, with topics and default policies. */
abstract class CommandsOnACluster {
    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;
    static Cluster cluster;

    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        broker = new EmbeddedBroker(data.resolve("broker"), 0);
        registry = new EmbeddedRegistry(data.resolve("broker"), broker.bootstrap(), 0);
        Endpoints endpoints = new Endpoints(broker.bootstrap(), registry.url(), "");
        endpoints.write(data);
        cluster = Cluster.of(endpoints, Map.of());
        try (Admin admin = cluster.admin()) {
            cluster.topics().create(admin, 2, (short) 1);
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @BeforeEach
    void writeDefaultPolicies() {
        LatestValues.write(cluster, cluster.topics().policies(), DefaultPolicies.byContext());
    }

    int explain(String tenant, String context, String client, String... more) {
        List<String> all =
                new ArrayList<>(List.of("explain", "--tenant", tenant, "--context", context, "--client", client));
        all.addAll(List.of(more));
        return run("policy", all.toArray(new String[0]));
    }

    static void sendRaw(String topic, String key, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    int run(String command, String... arguments) {
        String[] all = new String[arguments.length + 3];
        int at = 0;
        all[at++] = command;
        boolean nested = List.of("lambda", "policy", "risk", "deadletters").contains(command);
        if (nested) {
            all[at++] = arguments[0];
        }
        all[at++] = "--data-dir";
        all[at++] = data.toString();
        System.arraycopy(arguments, nested ? 1 : 0, all, at, arguments.length - (nested ? 1 : 0));
        return Antidistill.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}
