package io.antidistill.streams.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.antidistill.derivative.Combine;
import io.antidistill.engine.Priority;
import io.antidistill.guard.Markers;
import io.antidistill.guard.TiltRules;
import io.antidistill.guard.TiltedSpan;
import io.antidistill.schema.FailMode;
import io.antidistill.schema.Truncation;
import io.antidistill.streams.deadletter.OriginalRecord;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class PendingPromptSerdeTest {
    private static final Serde<PendingPrompt> SERDE = PendingPromptSerde.create();

    @Test
    void bringsBackEveryField() {
        PendingPrompt entry = PendingPrompt.accepted(original(new byte[] {0, 1, 2}), null)
                .handedOver(
                        new Decision(
                                "standard",
                                0.1 + 0.2,
                                0.3,
                                "command",
                                0.9,
                                0.95,
                                Truncation.TILT_THEN_TRUNCATE,
                                null,
                                0.05,
                                new TiltRules(
                                        TiltedSpan.REASONING,
                                        new Markers("<", ">", "="),
                                        true,
                                        true,
                                        Double.POSITIVE_INFINITY,
                                        4,
                                        11),
                                "so:",
                                9,
                                Combine.WORST,
                                Long.MIN_VALUE + 1,
                                77,
                                "premium",
                                3,
                                FailMode.WAIT,
                                true,
                                true),
                        new Standing(Priority.HIGH, 5L));
        PendingPrompt back = read(write(entry));
        assertThat(back).usingRecursiveComparison().isEqualTo(entry);
    }

    @Test
    void anEntryOfAVersionWithoutRulesForTheTiltIsTiltedEverywhere() throws Exception {
        ObjectMapper cbor = new CBORMapper();
        ObjectNode entry = (ObjectNode) cbor.readTree(write(PendingPrompt.accepted(original(new byte[] {0}), null)
                .handedOver(
                        new Decision(
                                "g",
                                2,
                                2.0,
                                "r",
                                1,
                                1,
                                Truncation.TRUNCATE_THEN_TILT,
                                1.5,
                                0.1,
                                TiltRules.UNLIMITED,
                                "x",
                                1,
                                Combine.MEAN,
                                5,
                                6,
                                "k",
                                1,
                                FailMode.WAIT,
                                true,
                                true),
                        Standing.USUAL)));
        entry.remove("standing");
        ((ObjectNode) entry.get("decision"))
                .remove(List.of("minP", "tilt", "answerPrefix", "answerTokens", "combine", "commandedLambda"));
        Decision old = read(cbor.writeValueAsBytes(entry)).decision();
        assertThat(old.tilt()).isEqualTo(TiltRules.UNLIMITED);
        assertThat(old.minP()).isZero();
        assertThat(old.answerPrefix()).isEmpty();
        assertThat(old.combine()).isNull();
        assertThat(old.commandedLambda()).isNull();
        assertThat(read(cbor.writeValueAsBytes(entry)).standingSoFar()).isEqualTo(Standing.USUAL);
    }

    @Test
    void keepsAnEntryAboutAsSmallAsItsRecord() {
        byte[] controls = new byte[100_000];
        assertThat(write(PendingPrompt.accepted(original(controls), Standing.USUAL)))
                .hasSizeLessThan(101_000);
    }

    @Test
    void saysWhatToDoAboutAnEntryThatCannotBeRead() {
        assertThatThrownBy(() -> read(new byte[] {1, 2, 3}))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("incompatible version");
    }

    private static OriginalRecord original(byte[] value) {
        return new OriginalRecord(
                new byte[] {9},
                value,
                List.of(new OriginalRecord.Header("h", new byte[] {1}), new OriginalRecord.Header("n", null)),
                "prompts",
                2,
                3_000_000_000L,
                5);
    }

    private static byte[] write(PendingPrompt entry) {
        return SERDE.serializer().serialize("t", entry);
    }

    private static PendingPrompt read(byte[] bytes) {
        return SERDE.deserializer().deserialize("t", bytes);
    }
}
