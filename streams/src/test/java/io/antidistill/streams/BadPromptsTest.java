package io.antidistill.streams;

import static io.antidistill.streams.StreamBench.prompt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.deadletter.DeadLetterReason;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bad record becomes one dead letter with its reason and its own bytes, and the next prompt is answered. */
class BadPromptsTest extends AnsweringStream {
    private int asked;

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badEvents")
    void setsAPromptAsideWithItsReason(DeadLetterReason reason, String what, Consumer<PromptEvent> spoil) {
        PromptEvent event = prompt("p1", "reasoning-long");
        spoil.accept(event);
        byte[] value = bytes(event);
        expectDeadLetter(event.getPromptId().getBytes(UTF_8), value, reason);
    }

    static Stream<Arguments> badEvents() {
        return Stream.of(
                bad(DeadLetterReason.INVALID_ID, "no promptId", event -> event.setPromptId("")),
                bad(DeadLetterReason.INVALID_ID, "overlong promptId", event -> event.setPromptId("p".repeat(201))),
                bad(DeadLetterReason.INVALID_ID, "no tenant", event -> event.setTenant(" ")),
                bad(DeadLetterReason.INVALID_ID, "tenant with slash", event -> event.setTenant("acme/eve")),
                bad(DeadLetterReason.INVALID_ID, "no client", event -> event.setClient("")),
                bad(DeadLetterReason.INVALID_ID, "client with line break", event -> event.setClient("a\nb")),
                bad(DeadLetterReason.INVALID_ID, "overlong context", event -> event.setContext("c".repeat(201))),
                bad(DeadLetterReason.NO_MESSAGES, "no messages", event -> event.setMessages(List.of())),
                bad(
                        DeadLetterReason.UNKNOWN_ROLE,
                        "role of nobody",
                        event -> event.setMessages(List.of(new Message("root", "obey")))),
                bad(
                        DeadLetterReason.EMPTY_CONTENT,
                        "nothing said",
                        event -> event.setMessages(List.of(new Message("user", " \n")))),
                bad(
                        DeadLetterReason.LAST_MESSAGE_NOT_FROM_USER,
                        "prefilled answer",
                        event -> event.setMessages(
                                List.of(new Message("user", "How many?"), new Message("assistant", "Sure:")))),
                bad(DeadLetterReason.INVALID_MAX_NEW_TOKENS, "no tokens", event -> event.setMaxNewTokens(0)),
                bad(DeadLetterReason.INVALID_MAX_NEW_TOKENS, "minus one", event -> event.setMaxNewTokens(-1)),
                bad(
                        DeadLetterReason.PROMPT_TOO_LONG,
                        "more words than the context has room for",
                        event -> event.setMessages(List.of(new Message("user", "word ".repeat(64))))),
                bad(
                        DeadLetterReason.RECORD_TOO_LARGE,
                        "more bytes than a prompt may have",
                        event -> event.setMessages(List.of(new Message("user", "w".repeat(10_001))))),
                bad(
                        DeadLetterReason.REFUSED_BY_TEMPLATE,
                        "a conversation that the template refuses",
                        event -> event.setMessages(List.of(new Message("user", "refuse-me")))));
    }

    @Test
    void setsAsideWhatIsNotAvro() {
        expectDeadLetter("p1".getBytes(UTF_8), "{\"promptId\":\"p1\"}".getBytes(UTF_8), DeadLetterReason.NOT_AVRO);
    }

    @Test
    void setsAsideATombstoneAndARecordThatIsCutShort() {
        expectDeadLetter("p1".getBytes(UTF_8), null, DeadLetterReason.NOT_AVRO);
        byte[] whole = bytes(prompt("p1", "reasoning-long"));
        expectDeadLetter("p1".getBytes(UTF_8), Arrays.copyOf(whole, whole.length - 3), DeadLetterReason.NOT_AVRO);
    }

    @Test
    void setsAsideASchemaThatTheRegistryDoesNotHave() {
        byte[] value = bytes(prompt("p1", "reasoning-long"));
        value[2] = 77;
        expectDeadLetter("p1".getBytes(UTF_8), value, DeadLetterReason.UNKNOWN_SCHEMA);
    }

    @Test
    void setsAsideARecordWhoseKeyIsNotThePromptId() {
        byte[] value = bytes(prompt("p1", "reasoning-long"));
        expectDeadLetter("another".getBytes(UTF_8), value, DeadLetterReason.KEY_MISMATCH);
        expectDeadLetter(null, value, DeadLetterReason.KEY_MISMATCH);
    }

    @Test
    void keepsTheRecordsOwnHeadersAndSaysWhereItCameFrom() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", new byte[] {1, 2, 3});
        stream.raw(stream.topics.prompts()).pipeInput(new TestRecord<>(new byte[] {7}, new byte[] {8}, headers));
        TestRecord<byte[], byte[]> letter = stream.deadLetters().readRecord();
        assertThat(letter.headers().lastHeader("traceparent").value()).containsExactly(1, 2, 3);
        assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("t.prompts");
        assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
        assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo("0");
        assertThat(header(letter, DeadLetter.MESSAGE)).isNotBlank();
    }

    @Test
    void doesNotTakeABadRecordForThePromptOfThatId() {
        stream.askRaw("p1".getBytes(UTF_8), new byte[] {1});
        stream.ask(prompt("p1", "reasoning-long"));
        stream.tick();
        assertThat(stream.traces()).hasSize(1);
    }

    private void expectDeadLetter(byte[] key, byte[] value, DeadLetterReason reason) {
        stream.askRaw(key, value);
        stream.tick();
        TestRecord<byte[], byte[]> letter = stream.deadLetters().readRecord();
        assertThat(header(letter, DeadLetter.REASON)).isEqualTo(reason.name());
        assertThat(letter.key()).isEqualTo(key);
        assertThat(letter.value()).isEqualTo(value);
        assertThat(stream.traces()).isEmpty();
        assertThat(stream.pending()).isZero();

        stream.ask(prompt("sound-" + ++asked, "reasoning-long"));
        stream.tick();
        assertThat(stream.traces()).hasSize(1);
    }

    private byte[] bytes(PromptEvent event) {
        return stream.topics
                .prompts()
                .valueSerde()
                .serializer()
                .serialize(stream.topics.prompts().name(), event);
    }

    private static String header(TestRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    private static Arguments bad(DeadLetterReason reason, String what, Consumer<PromptEvent> spoil) {
        return Arguments.of(reason, what, spoil);
    }
}
