package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.Endpoints;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.deadletter.DeadLetterReason;
import io.antidistill.streams.deadletter.OriginalRecord;
import io.antidistill.streams.policy.DefaultPolicies;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that talk to a cluster, against the embedded one. */
class ClusterCommandsTest {
    @TempDir
    private static Path data;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;
    private static Cluster cluster;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

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

    @Test
    void producesPromptsWithTheirIdsAsKeys() throws Exception {
        Path file = Files.writeString(
                data.resolve("prompts.jsonl"),
                "{\"promptId\":\"p1\",\"prompt\":\"a\"}\n{\"promptId\":\"p2\",\"prompt\":\"b\"}\n");
        assertThat(run("produce", "--file", file.toString())).isZero();
        assertThat(LatestValues.read(cluster, cluster.topics().prompts()))
                .containsOnlyKeys("p1", "p2")
                .allSatisfy((id, prompt) -> assertThat(prompt.getPromptId()).isEqualTo(id));
    }

    @Test
    void changesOnlyWhatIsNamedInAPolicyAndCountsItsVersion() {
        assertThat(run("policy", "set", "premium", "--lambda-max", "6", "--truncate", "last"))
                .isZero();
        var policy = LatestValues.read(cluster, cluster.topics().policies()).get("premium");
        assertThat(policy.getLambdaMax()).isEqualTo(6);
        assertThat(policy.getTruncation()).isEqualTo(io.antidistill.schema.Truncation.TILT_THEN_TRUNCATE);
        assertThat(policy.getVersion()).isEqualTo(2);
        assertThat(policy.getLambdaMin())
                .isEqualTo(DefaultPolicies.byContext().get("premium").getLambdaMin());
    }

    @Test
    void newPolicyStartsFromTheOneNamed() {
        assertThat(run("policy", "set", "acme/premium", "--like", "premium", "--tau", "0.7"))
                .isZero();
        assertThat(run("policy", "get", "acme/premium")).isZero();
        assertThat(out.toString()).contains("\"tau\" : 0.7", "\"version\" : 1", "\"lambdaMax\" : 8.0");
    }

    @Test
    void refusesAPolicyThatIsNotValid() {
        assertThat(run("policy", "set", "premium", "--tau", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("tau").hasLineCount(1);
        assertThat(LatestValues.read(cluster, cluster.topics().policies())
                        .get("premium")
                        .getTau())
                .isEqualTo(0.9);
    }

    @Test
    void listsEveryPolicy() {
        assertThat(run("policy", "list")).isZero();
        assertThat(out.toString())
                .contains(DefaultPolicies.byContext().keySet())
                .contains("the strictest");
    }

    @Test
    void explainsWhichPolicyAndLambdaApplyAsTheStreamWould() throws Exception {
        LatestValues.write(cluster, cluster.topics().lambda(), Map.of("explained", command("explained", 3)));
        DefensePolicy own = DefaultPolicies.byContext().get("premium");
        own.setLambdaGroup("explained");
        LatestValues.write(cluster, cluster.topics().policies(), Map.of("acme/premium", own));
        LatestValues.write(
                cluster,
                cluster.topics().clientRisk(),
                Map.of(
                        "acme/bob",
                        ClientRisk.newBuilder()
                                .setClient("acme/bob")
                                .setLevel(RiskLevel.ELEVATED)
                                .setEvidence("many alike")
                                .setUntil(Instant.now().plusSeconds(600))
                                .build()));
        assertThat(explain("acme", "premium", "bob")).isZero();
        assertThat(out.toString())
                .contains("lambda      3.0", "command 3.0 by tester x policy 0.5 x risk ELEVATED 2.0")
                .contains("policy 'acme/premium' version 1", "acme/premium, premium", "group       explained")
                .contains("ELEVATED of client acme/bob (verdict on 'acme/bob' by detector until", "many alike");
    }

    @Test
    void aPinBeatsTheVerdictUntilItIsTakenBack() throws Exception {
        verdict("pinned/eve", RiskLevel.HIGH);
        assertThat(run("risk", "pin", "pinned/*", "elevated", "--reason", "under review"))
                .isZero();
        assertThat(explain("pinned", "premium", "eve")).isZero();
        assertThat(out.toString())
                .contains("ELEVATED of client pinned/eve (pinned for '/tenant/pinned' by", "under review");
        assertThat(run("risk", "clear", "pinned/eve")).isZero();
        assertThat(explain("pinned", "premium", "eve")).isZero();
        assertThat(out.toString()).contains("NORMAL of client pinned/eve");
        assertThat(run("risk", "unpin", "pinned/eve")).isZero();
        assertThat(run("risk", "unpin", "pinned/*")).isZero();
        assertThat(explain("pinned", "premium", "eve")).isZero();
        assertThat(out.toString()).contains("HIGH of client pinned/eve (verdict on");
        assertThat(run("risk", "unpin", "pinned/eve")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing is pinned for pinned/eve").hasLineCount(1);
    }

    @Test
    void listsVerdictsAndPinsWithWhatTheyRestOn() throws Exception {
        verdict("listed/eve", RiskLevel.HIGH);
        assertThat(run("risk", "pin", "listed/bob", "normal", "--hours", "1")).isZero();
        assertThat(run("risk", "list")).isZero();
        assertThat(out.toString())
                .contains("listed/eve  HIGH until", "by detector: many alike", "listed/bob  PINNED NORMAL until");
    }

    @Test
    void refusesToPinNobody() {
        assertThat(run("risk", "pin", "bob", "high")).isEqualTo(2);
        assertThat(run("risk", "pin", "acme/te*", "high")).isEqualTo(2);
        assertThat(run("risk", "pin", "acme/bob", "high", "--hours", "-1")).isEqualTo(2);
        assertThat(run("risk", "pin", "acme/bob", "immense")).isEqualTo(2);
    }

    private static void verdict(String client, RiskLevel level) {
        ClientRisk risk = ClientRisk.newBuilder()
                .setClient(client)
                .setLevel(level)
                .setEvidence("many alike")
                .setUntil(Instant.now().plusSeconds(600))
                .build();
        LatestValues.write(cluster, cluster.topics().clientRisk(), Map.of(client, risk));
    }

    @Test
    void explainsThatAnUnreadablePolicyCountsAsTheStrictest() throws Exception {
        sendRaw("policies", "broken", new byte[] {1, 2});
        try {
            assertThat(explain("acme", "broken", "bob", "--json")).isZero();
            assertThat(out.toString())
                    .contains("\"lambda\":32.0", "\"policyKey\":\"default\"", "\"policyInvalid\":true")
                    .contains("policy 'broken' cannot be read");
        } finally {
            sendRaw("policies", "broken", null);
        }
    }

    @Test
    void explainsThatNobodyAnswersAnImpossibleTenant() {
        assertThat(explain("a/b", "premium", "bob")).isEqualTo(1);
        assertThat(err.toString()).contains("INVALID_ID", "slash").hasLineCount(1);
    }

    private int explain(String tenant, String context, String client, String... more) {
        List<String> all =
                new ArrayList<>(List.of("explain", "--tenant", tenant, "--context", context, "--client", client));
        all.addAll(List.of(more));
        return run("policy", all.toArray(new String[0]));
    }

    private static LambdaCommand command(String group, double lambda) {
        return new LambdaCommand(group, lambda, "test", null, "tester", Instant.EPOCH);
    }

    private static void sendRaw(String topic, String key, byte[] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(cluster.properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    @Test
    void setsLambdaWithinTheRangeOfItsGroup() {
        assertThat(run("lambda", "set", "standard", "3.5", "--reason", "a test"))
                .isZero();
        assertThat(run("lambda", "get", "standard", "--json")).isZero();
        assertThat(out.toString()).contains("\"lambda\":3.5", "\"reason\":\"a test\"", "\"reportId\":null");
    }

    @Test
    void killsAndRevivesAGroupForAReason() {
        assertThat(run("lambda", "kill", "standard")).as("without a reason").isEqualTo(2);
        assertThat(run("lambda", "kill", "nowhere", "--reason", "r")).isEqualTo(1);
        assertThat(run("lambda", "kill", "standard", "--reason", "garbled answers"))
                .isZero();
        assertThat(explain("acme", "reasoning-long", "carol")).isZero();
        assertThat(run("lambda", "get", "standard")).isZero();
        assertThat(out.toString())
                .contains("NOT PROTECTED", "lambda      0.0", "kill switch of group 'standard'", "KILLED by")
                .contains(": garbled answers");
        out.getBuffer().setLength(0);
        assertThat(run("lambda", "revive", "standard", "--reason", "fixed")).isZero();
        assertThat(explain("acme", "reasoning-long", "carol", "--json")).isZero();
        assertThat(out.toString()).contains("\"killed\":false").doesNotContain("\"lambda\":0.0");
    }

    @Test
    void refusesLambdaThatIsNegativeNotANumberOrOutOfRange() {
        for (String bad : new String[] {"-1", "NaN", "Infinity", "17", "0", "two"}) {
            err.getBuffer().setLength(0);
            assertThat(run("lambda", "set", "standard", bad)).as(bad).isNotZero();
            assertThat(err.toString()).as(bad).startsWith("antidistill: ").hasLineCount(1);
        }
        assertThat(run("lambda", "set", "evaluation", "1")).isEqualTo(1);
        assertThat(run("lambda", "set", "nowhere", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("no policy uses the lambda group nowhere", "standard");
    }

    @Test
    void namesARecordThatCannotBeReadAndGoesOn() throws Exception {
        sendRaw("traces", "k", "not avro".getBytes(StandardCharsets.UTF_8));
        assertThat(run("traces")).isZero();
        assertThat(err.toString()).contains("left out a record of traces").hasLineCount(1);
    }

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

    @Test
    void missingTopicIsNamed() {
        assertThat(run("traces", "--prefix", "other.")).isEqualTo(1);
        assertThat(err.toString()).contains("other.traces", "--prefix").hasLineCount(1);
    }

    private int run(String command, String... arguments) {
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
