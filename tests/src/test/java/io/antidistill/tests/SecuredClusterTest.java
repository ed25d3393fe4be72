package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.ServiceNames;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.tests.SecureCluster.User;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * As on an operator's cluster: TLS, a user for each part, no right that is not listed, and the stream and the monitor as
 * processes of their own.
 */
@Timeout(900)
class SecuredClusterTest {
    private static final String PREFIX = "acme.";
    private static final int PROMPTS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final Duration STOPPING = Duration.ofSeconds(30);
    /** What every JVM returns after SIGTERM. */
    private static final int STOPPED_BY_SIGNAL = 128 + 15;

    private static final Map<String, String> QUICK_MONITOR = Map.of(
            "monitor.window.traces", "32",
            "monitor.first.round.traces", "32",
            "monitor.min.new.traces", "32",
            "monitor.holdout", "8",
            "monitor.canaries.per.round", "4",
            "monitor.graded.problems", "4",
            "fetch.max.wait.ms", "100");

    private static final Set<String> CUSTOMERS_TOPICS = Set.of("acme.prompts", "acme.traces");

    @TempDir
    static Path directory;

    private static SecureCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = new SecureCluster(directory.resolve("cluster"), PREFIX);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void streamAndMonitorWorkWithTheirListedRightsAndLogNoSecret() throws Exception {
        Path prompts = Files.write(directory.resolve("prompts.jsonl"), somePrompts());
        Cluster operator = cluster.cluster(User.OPERATOR);
        Cluster gateway = cluster.cluster(User.GATEWAY);
        try (CommandProcess stream = service(User.STREAMS, "streams", "--no-create-topics");
                CommandProcess monitor = service(User.MONITOR, "monitor");
                CommittedReader<ProtectedTrace> traces =
                        reader(gateway, gateway.topics().traces());
                CommittedReader<ProbeReport> reports =
                        reader(operator, operator.topics().probeReports());
                CommittedReader<LambdaCommand> commands =
                        reader(operator, operator.topics().lambda())) {
            Outcome produced = Outcome.of(cluster.as(User.GATEWAY, "produce", "--file", prompts.toString()));
            assertThat(produced.code()).as(produced.err()).isZero();

            assertThat(traces.until(PATIENCE, all -> all.size() >= PROMPTS))
                    .extracting(ProtectedTrace::getPromptId)
                    .doesNotHaveDuplicates()
                    .hasSize(PROMPTS);
            ProbeReport report = reports.until(PATIENCE, all -> !all.isEmpty()).get(0);
            assertThat(commands.until(PATIENCE, all -> !all.isEmpty()))
                    .extracting(LambdaCommand::getReportId)
                    .contains(report.getReportId());
            assertThatThrownBy(() -> read(User.GATEWAY, pendingStore()))
                    .as("the stream's own topics hold lambda and policy of pending prompts")
                    .isInstanceOf(TopicAuthorizationException.class);

            assertThat(stream.terminate(STOPPING)).isEqualTo(STOPPED_BY_SIGNAL);
            assertThat(monitor.terminate(STOPPING)).isEqualTo(STOPPED_BY_SIGNAL);
            String said = stream.output() + monitor.output();
            assertThat(said).doesNotContain("could not stop cleanly");
            assertThat(said)
                    .as("every client's properties, but no secret of theirs")
                    .contains("sasl.jaas.config = [hidden]", "ssl.truststore.password = [hidden]")
                    .doesNotContain(secrets());
        }
    }

    @Test
    void customersReadTracesAndWritePromptsAndCanDoNothingElse() throws Exception {
        for (Topic<?, ?> topic : cluster.cluster(User.GATEWAY).topics().all()) {
            String name = topic.name();
            if (name.equals("acme.traces")) {
                read(User.GATEWAY, name);
            } else {
                assertThatThrownBy(() -> read(User.GATEWAY, name))
                        .as("reading " + name)
                        .isInstanceOf(TopicAuthorizationException.class);
            }
            if (!name.equals("acme.prompts")) {
                assertThatThrownBy(() -> write(User.GATEWAY, name, Map.of()))
                        .as("writing " + name)
                        .isInstanceOf(TopicAuthorizationException.class);
            }
        }
        write(User.GATEWAY, "acme.prompts", Map.of());
        assertThat(topicsSeenBy(User.GATEWAY)).isEqualTo(CUSTOMERS_TOPICS);
    }

    @Test
    void customersCannotPoseAsTheStreamOrTheMonitor() {
        for (String group : List.of(ServiceNames.streams(PREFIX), ServiceNames.monitor(PREFIX))) {
            assertThatThrownBy(() -> join(User.GATEWAY, group)).isInstanceOf(GroupAuthorizationException.class);
            assertThatThrownBy(
                            () -> write(User.GATEWAY, "acme.prompts", Map.of("transactional.id", group + "-publisher")))
                    .isInstanceOf(TransactionalIdAuthorizationException.class);
        }
    }

    @Test
    void theMonitorCanNeitherThrowAKillSwitchNorChangePoliciesNorAnswerCustomers() {
        for (String topic : List.of("acme.kill-switches", "acme.policies", "acme.client-risk", "acme.traces")) {
            assertThatThrownBy(() -> write(User.MONITOR, topic, Map.of()))
                    .as("writing " + topic)
                    .isInstanceOf(TopicAuthorizationException.class);
        }
    }

    @Test
    void operatorsCommandsWorkAndNameAMissingRightOrAWrongPassword() throws Exception {
        Outcome listed = Outcome.of(cluster.as(User.OPERATOR, "policy", "list"));
        assertThat(listed.code()).as(listed.err()).isZero();

        Outcome forbidden = Outcome.of(cluster.as(User.GATEWAY, "audit"));
        assertThat(forbidden.code()).isEqualTo(1);
        assertThat(forbidden.err())
                .contains("acme.trace-audit", "this user's rights")
                .hasLineCount(1);

        Map<String, String> wrong = new HashMap<>(cluster.properties(User.OPERATOR));
        wrong.computeIfPresent("sasl.jaas.config", (key, value) -> value.replace("password-of", "guess-of"));
        Outcome refused = Outcome.of(cluster.with(wrong, "intruder", "policy", "list"));
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("security.protocol").hasLineCount(1).doesNotContain("guess-of");
    }

    private static CommandProcess service(User user, String command, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                command, "--verbose", "--data-dir", directory.resolve(command).toString()));
        line.addAll(List.of(options));
        Map<String, String> properties = withPasswordsInAnotherFile(cluster.properties(user));
        properties.putAll(QUICK_MONITOR);
        return CommandProcess.start(
                directory.resolve(command + ".txt"), cluster.with(properties, command, line.toArray(String[]::new)));
    }

    /** As Kafka's config providers allow: the properties name a file of secrets and hold none. */
    private static Map<String, String> withPasswordsInAnotherFile(Map<String, String> properties) throws IOException {
        Map<String, String> pointing = new HashMap<>(properties);
        Properties secrets = new Properties();
        Path file = directory.resolve("secrets-" + properties.hashCode() + ".properties");
        for (String name : List.of("sasl.jaas.config", "basic.auth.user.info", "ssl.truststore.password")) {
            secrets.put(name, properties.get(name));
            pointing.put(name, "${file:" + file + ":" + name + "}");
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            secrets.store(out, null);
        }
        pointing.put("config.providers", "file");
        pointing.put("config.providers.file.class", FileConfigProvider.class.getName());
        return pointing;
    }

    private static <V> CommittedReader<V> reader(Cluster user, Topic<String, V> topic) {
        return new CommittedReader<>(user.properties(), topic);
    }

    private static List<String> secrets() throws IOException {
        return Stream.concat(cluster.secrets().stream(), Stream.of(Files.readString(directory.resolve("streams/salt"))))
                .toList();
    }

    private static List<String> somePrompts() throws IOException {
        try (Stream<String> lines = Files.lines(Repository.home().resolve("models/tiny/prompts.jsonl"))) {
            return lines.filter(line -> line.contains("\"reasoning-long\""))
                    .limit(PROMPTS)
                    .toList();
        }
    }

    private static String pendingStore() throws Exception {
        try (Admin admin = cluster.cluster(User.ADMIN).admin()) {
            return admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(ServiceNames.streams(PREFIX)) && name.contains("pending"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Set<String> topicsSeenBy(User user) throws Exception {
        try (Admin admin = cluster.cluster(user).admin()) {
            return admin.listTopics().names().get();
        }
    }

    private static void read(User user, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(user, Map.of())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            consumer.seekToBeginning(consumer.assignment());
            consumer.poll(Duration.ofSeconds(5));
        }
    }

    private static void join(User user, String group) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(user, Map.of("group.id", group))) {
            consumer.subscribe(List.of("acme.traces"));
            consumer.poll(Duration.ofSeconds(30));
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(User user, Map<String, String> more) {
        Map<String, Object> config = config(user, more);
        config.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static void write(User user, String topic, Map<String, String> more) throws Exception {
        Map<String, Object> config = config(user, more);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            if (more.containsKey("transactional.id")) {
                producer.initTransactions();
            }
            producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {0}))
                    .get();
        } catch (ExecutionException e) {
            throw (Exception) e.getCause();
        }
    }

    private static Map<String, Object> config(User user, Map<String, String> more) {
        Map<String, Object> config = new HashMap<>(cluster.properties(user));
        config.put("bootstrap.servers", cluster.cluster(user).endpoints().bootstrapServers());
        config.putAll(more);
        return config;
    }
}
