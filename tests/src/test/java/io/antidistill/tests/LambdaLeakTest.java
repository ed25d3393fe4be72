package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.model.TorchRuntime;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.Topic;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.policy.DefaultPolicies;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import io.antidistill.tests.leak.PublicView;
import io.antidistill.tests.leak.Separation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether customers can tell from a trace's fields, lengths or times how strongly it was protected: the same questions,
 * in one context, under four policies, and a classifier that learns to tell one policy from another. More questions:
 * {@code -Dleak.questions=200}, one at a time: {@code -Dleak.in.flight=1}.
 */
@Timeout(1800)
class LambdaLeakTest {
    private static final Logger LOG = LoggerFactory.getLogger(LambdaLeakTest.class);
    private static final int QUESTIONS = Integer.getInteger("leak.questions", 25);
    private static final int IN_FLIGHT = Integer.getInteger("leak.in.flight", 16);
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Each under a tenant of its own, so that all share one context. */
    private enum Arm {
        NONE(0, ProtectionMode.PROTECT),
        TWO(2, ProtectionMode.PROTECT),
        EIGHT(8, ProtectionMode.PROTECT),
        SHADOW(2, ProtectionMode.SHADOW);

        private final double lambda;
        private final ProtectionMode mode;

        Arm(double lambda, ProtectionMode mode) {
            this.lambda = lambda;
            this.mode = mode;
        }

        private String tenant() {
            return "tenant-" + ordinal();
        }

        private DefensePolicy policy() {
            DefensePolicy policy = DefaultPolicies.byContext().get("reasoning-long");
            policy.setLambdaMin(lambda);
            policy.setLambdaMax(lambda);
            policy.setMode(mode);
            return policy;
        }
    }

    @TempDir
    Path directory;

    @Test
    void fieldsSayNothingAboutLambda() throws Exception {
        Map<Arm, List<PublicView>> seen = ask();
        LOG.warn(
                "{} questions, {} in flight; AUC of a classifier [95 % interval], 0.5 is chance", QUESTIONS, IN_FLIGHT);
        for (Arm[] pair : new Arm[][] {{Arm.NONE, Arm.TWO}, {Arm.TWO, Arm.EIGHT}, {Arm.SHADOW, Arm.TWO}}) {
            List<PublicView> first = seen.get(pair[0]);
            List<PublicView> second = seen.get(pair[1]);
            Separation form = separation(first, second, PublicView::form);
            LOG.warn(
                    "{} against {}: fields {}, lengths {}, times {}",
                    pair[0],
                    pair[1],
                    form,
                    separation(first, second, PublicView::length),
                    separation(first, second, PublicView::time));
            assertThat(form.isChance())
                    .as("%s against %s: %s", pair[0], pair[1], form)
                    .isTrue();
        }
    }

    private static Separation separation(
            List<PublicView> first, List<PublicView> second, Function<PublicView, double[]> features) {
        return Separation.of(
                first.stream().map(features).toList(),
                second.stream().map(features).toList());
    }

    private Map<Arm, List<PublicView>> ask() throws Exception {
        Path tiny = Repository.tinyModels();
        try (LocalCluster cluster = new LocalCluster(directory.resolve("cluster"));
                TorchRuntime runtime = TorchRuntime.open();
                LoadedModels models = LoadedModels.load(
                        runtime,
                        tiny.resolve("teacher"),
                        ProxyFiles.one(tiny.resolve("proxy"), tiny.resolve("poison.safetensors")),
                        null);
                GenerationEngine engine = models.start(models.engineConfig(16, 256), runtime);
                StreamsApp stream = cluster.stream(engine, models, directory.resolve("state"))) {
            assertThat(stream.awaitRunning(Duration.ofSeconds(60))).isTrue();
            for (Arm arm : Arm.values()) {
                cluster.send(cluster.topics().policies(), arm.tenant() + "/reasoning-long", arm.policy())
                        .get();
            }
            return answers(cluster);
        }
    }

    private static Map<Arm, List<PublicView>> answers(LocalCluster cluster) throws Exception {
        Map<Arm, List<PublicView>> seen = new EnumMap<>(Arm.class);
        for (Arm arm : Arm.values()) {
            seen.put(arm, new ArrayList<>());
        }
        List<PromptEvent> prompts = prompts();
        Topic<String, ProtectedTrace> topic = cluster.topics().traces();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", cluster.bootstrap(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic.name(), 0), new TopicPartition(topic.name(), 1)));
            consumer.seekToBeginning(consumer.assignment());
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            int asked = 0;
            int answered = 0;
            while (answered < prompts.size() && System.nanoTime() < deadline) {
                while (asked < prompts.size() && asked - answered < IN_FLIGHT) {
                    PromptEvent prompt = prompts.get(asked++);
                    prompt.setSubmittedAt(Instant.now());
                    cluster.send(cluster.topics().prompts(), prompt.getPromptId(), prompt)
                            .get();
                }
                for (var record : consumer.poll(Duration.ofMillis(20))) {
                    ProtectedTrace trace = topic.valueSerde().deserializer().deserialize(topic.name(), record.value());
                    Arm arm = Arm.values()[trace.getTenant().charAt("tenant-".length()) - '0'];
                    seen.get(arm).add(new PublicView(record, trace));
                    answered++;
                }
            }
        }
        assertThat(seen.values()).allSatisfy(views -> assertThat(views).hasSize(QUESTIONS));
        seen.values().forEach(views -> views.sort(Comparator.comparing(PublicView::question)));
        return seen;
    }

    /** Every question once under each policy, in random order. */
    private static List<PromptEvent> prompts() {
        List<PromptEvent> prompts = new ArrayList<>();
        for (Problem problem : ArithmeticTask.seeded(29).problems(Split.TEST, 3, QUESTIONS)) {
            for (Arm arm : Arm.values()) {
                prompts.add(new PromptEvent(
                        "prompt-%04d".formatted(prompts.size()),
                        arm.tenant(),
                        "bob",
                        "reasoning-long",
                        List.of(new Message("user", problem.question())),
                        null,
                        Instant.EPOCH));
            }
        }
        Collections.shuffle(prompts, new Random(3));
        return prompts;
    }
}
