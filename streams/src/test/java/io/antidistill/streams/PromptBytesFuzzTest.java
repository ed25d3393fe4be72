package io.antidistill.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.schema.TraceAudit;
import io.antidistill.streams.generation.FakeEngine;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.test.TestRecord;

/**
 * A sound record with bytes changed, cut, added, or under the id of another schema, so that fields get other types and
 * lengths: what can still be read is answered under its policy, the rest is a dead letter, byte for byte.
 */
class PromptBytesFuzzTest {
    private static final String CONTEXT = "reasoning-long";
    private static final double LAMBDA = 3;
    private static final double STRICTEST = 32;
    private static final int ID_AT = 1;

    private static StreamBench stream;
    private static int schemas;
    private static int asked;
    private static int answered;

    /** One change: a byte set, or all from there on replaced. */
    record Change(int where, byte[] bytes, boolean andTheEnd) {
        byte[] applied(byte[] value) {
            int at = Math.floorMod(where, value.length);
            byte[] changed =
                    Arrays.copyOf(value, andTheEnd ? at + bytes.length : Math.max(value.length, at + bytes.length));
            System.arraycopy(bytes, 0, changed, at, bytes.length);
            return changed;
        }
    }

    @BeforeContainer
    static void start() throws Exception {
        stream = new StreamBench(FakeEngine.answeringAtOnce(), Files.createTempDirectory("fuzz"));
        stream.topics.registerSchemas();
        schemas = stream.topics.all().size();
        stream.command("standard", LAMBDA);
    }

    @AfterContainer
    static void stop() {
        assertThat(answered).as("changed prompts that came as far as an answer").isGreaterThan(20);
        stream.close();
    }

    @Property(seed = "43", shrinking = ShrinkingMode.OFF)
    void changedBytesAreAnsweredUnderTheirPolicyOrSetAside(
            @ForAll("changes") List<Change> changes, @ForAll("ids") int schema) {
        String id = "prompt-" + asked++;
        byte[] value = bytes(id);
        for (Change change : changes) {
            value = change.applied(value);
        }
        if (value.length > ID_AT + Integer.BYTES && schema != 0) {
            ByteBuffer.wrap(value).putInt(ID_AT, schema);
        }
        stream.raw(stream.topics.prompts()).pipeInput(new TestRecord<>(id.getBytes(UTF_8), value));
        stream.tick();

        List<ProtectedTrace> traces = stream.traces();
        List<TraceAudit> audits = stream.audits();
        var letters = stream.deadLetters().readRecordsToList();
        stream.forgetChangelogs();
        assertThat(traces.size() + letters.size()).as("ends").isEqualTo(1);
        assertThat(audits).hasSameSizeAs(traces);
        if (traces.isEmpty()) {
            assertThat(letters.get(0).value()).isEqualTo(value);
        } else {
            answered++;
            PromptEvent read = read(value);
            assertThat(traces.get(0).getMessages()).isEqualTo(read.getMessages());
            assertThat(audits.get(0).getLambda()).isEqualTo(read.getContext().equals(CONTEXT) ? LAMBDA : STRICTEST);
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<byte[]> bytes =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(3);
        Arbitrary<Boolean> cut = Arbitraries.integers().between(0, 9).map(luck -> luck == 0);
        return Combinators.combine(Arbitraries.integers(), bytes, cut)
                .as(Change::new)
                .list()
                .ofMaxSize(4);
    }

    /** Mostly the prompt's own schema; else one of another topic, or one that nobody has registered. */
    @Provide
    Arbitrary<Integer> ids() {
        return Arbitraries.integers().between(0, 5 * (schemas + 2)).map(id -> id > schemas + 2 ? 0 : id);
    }

    private static byte[] bytes(String id) {
        Topic<String, PromptEvent> prompts = stream.topics.prompts();
        PromptEvent event = new PromptEvent(
                id,
                "acme",
                "bob",
                CONTEXT,
                List.of(new Message("system", "Be brief."), new Message("user", "How many apples?")),
                20,
                Instant.ofEpochSecond(1_900_000_000));
        return prompts.valueSerde().serializer().serialize(prompts.name(), event);
    }

    private static PromptEvent read(byte[] value) throws SerializationException {
        Topic<String, PromptEvent> prompts = stream.topics.prompts();
        return prompts.valueSerde().deserializer().deserialize(prompts.name(), value);
    }
}
