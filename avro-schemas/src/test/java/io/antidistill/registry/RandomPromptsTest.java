package io.antidistill.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RandomPromptsTest {
    private static final String TOPIC = "prompts";
    private static final Map<String, String> SETTINGS = Map.of(AvroSerdeConfig.URL, "mock://random-prompts");

    private final AvroSerde<PromptEvent> serde =
            AvroSerde.forValues(PromptEvent.class, SchemaRegistryClient.of(SETTINGS), SETTINGS);

    @Property(tries = 300, seed = "4711")
    void comeBackAsTheyWere(@ForAll("prompts") PromptEvent prompt) {
        byte[] bytes = serde.serializer().serialize(TOPIC, prompt);

        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(prompt);
    }

    @Provide
    Arbitrary<PromptEvent> prompts() {
        // Halves of surrogate pairs are no characters: UTF-8 cannot hold them.
        Arbitrary<String> text = Arbitraries.strings()
                .withCharRange('\0', '\uD7FF')
                .withCharRange('\uE000', '\uFFFD')
                .ofMaxLength(40);
        Arbitrary<Message> message = Combinators.combine(Arbitraries.of("system", "user", "assistant"), text)
                .as(Message::new);
        Arbitrary<Instant> time = Arbitraries.longs()
                .between(-62_135_596_800_000L, 253_402_300_799_999L)
                .map(Instant::ofEpochMilli);
        return Combinators.combine(
                        text,
                        text,
                        text,
                        text,
                        message.list().ofMaxSize(5),
                        Arbitraries.integers().injectNull(0.3),
                        time)
                .as(PromptEvent::new);
    }
}
