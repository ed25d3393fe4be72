package io.antidistill.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TopicsOnABrokerTest {
    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void start() {
        broker = new EmbeddedBroker(directory, 0);
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void areCreatedOnceAndCompactedWhereOnlyTheLatestValueCounts() throws Exception {
        Topics topics = topics("once.");

        topics.create(admin, 3, (short) 1);
        topics.create(admin, 5, (short) 1);

        List<String> names = topics.all().stream().map(Topic::name).toList();
        Map<String, TopicDescription> found =
                admin.describeTopics(names).allTopicNames().get();
        assertThat(found.get("once.prompts").partitions()).hasSize(3);
        assertThat(found.get("once.lambda").partitions()).hasSize(1);
        for (String name : names) {
            boolean latestOnly = List.of("once.policies", "once.lambda", "once.kill-switches", "once.client-risk")
                    .contains(name);
            assertThat(cleanup(name)).as(name).isEqualTo(latestOnly ? "compact" : "delete");
        }
    }

    @Test
    void takeTheBrokersOwnNumbersWhereNoneAreGiven() throws Exception {
        topics("default.").create(admin, -1, (short) -1);

        assertThat(admin.listTopics().names().get()).contains("default.prompts", "default.policies");
    }

    @Test
    void sayWhatIsWrongWhenTheBrokerRefuses() {
        assertThatThrownBy(() -> topics("many.").create(admin, 1, (short) 3))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("cannot create topic many.")
                .hasMessageContaining("as many brokers as copies are asked for");
    }

    private static Topics topics(String prefix) {
        return Topics.of(prefix, Map.of("schema.registry.url", "mock://topics-on-a-broker"));
    }

    private static String cleanup(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return config.get("cleanup.policy").value();
    }
}
