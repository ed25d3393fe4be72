package io.antidistill.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final Map<String, String> CONFIG = Map.of("schema.registry.url", "mock://topics");

    @Test
    void namesEveryTopicWithThePrefix() {
        assertThat(Topics.of("acme.", CONFIG).all())
                .extracting(Topic::name)
                .containsExactly(
                        "acme.prompts",
                        "acme.traces",
                        "acme.probe-prompts",
                        "acme.probe-traces",
                        "acme.trace-audit",
                        "acme.policies",
                        "acme.lambda",
                        "acme.kill-switches",
                        "acme.client-risk",
                        "acme.probe-reports",
                        "acme.dead-letters");
    }

    @Test
    void serdesRoundTripARecordThatNestsOthers() {
        Topic<String, ProbePrompt> topic = Topics.of("", CONFIG).probePrompts();
        ProbePrompt prompt = new ProbePrompt(ProbePurpose.CANARY, "reasoning", Samples.prompt("p-1"));

        byte[] bytes = topic.valueSerde().serializer().serialize(topic.name(), prompt);

        assertThat(topic.valueSerde().deserializer().deserialize(topic.name(), bytes))
                .isEqualTo(prompt);
    }

    @Test
    void refusesAPrefixThatKafkaWouldRefuse() {
        assertThatThrownBy(() -> Topics.of("a b/", CONFIG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invalid value \"a b/prompts\" for topic name");
    }

    @Test
    void refusesAMissingRegistryUrl() {
        assertThatThrownBy(() -> Topics.of("", Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.url");
    }
}
