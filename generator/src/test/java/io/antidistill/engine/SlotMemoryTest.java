package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotMemoryTest {
    @Test
    void countsKeysAndValuesOfTeacherAndProxy() {
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel teacher = Golden.of("llama-teacher").load(runtime);
                LanguageModel proxy = Golden.of("qwen2-proxy").load(runtime)) {
            assertThat(teacher.numberType()).isEqualTo(NumberType.FP32);
            ModelConfig t = teacher.config();
            ModelConfig p = proxy.config();
            long key = 4L * t.layers() * t.kvHeads() * t.headWidth();
            long proxyKey = 4L * p.layers() * p.kvHeads() * p.headWidth();
            SlotMemory alone = SlotMemory.of(100, teacher, List.of(), ScoreKind.FORWARD);
            assertThat(alone.bytes()).isEqualTo(101 * 2 * key);
            for (ScoreKind score : ScoreKind.values()) {
                assertThat(SlotMemory.of(100, teacher, List.of(proxy), score).bytes())
                        .isEqualTo(101 * (2 * key + 4 * proxyKey));
            }
        }
    }

    @Test
    void fillsTheBudgetAndNoMore() {
        SlotMemory memory = new SlotMemory(101, 6, 4);
        assertThat(memory.slotsWithin(1010)).isEqualTo(1);
        assertThat(memory.slotsWithin(3 * 1010 - 1)).isEqualTo(2);
        assertThat(memory.slotsWithin(3 * 1010)).isEqualTo(3);
        assertThat(memory.slotsWithin(Long.MAX_VALUE)).isEqualTo(256);
    }

    @Test
    void refusesASlotThatTakesNothing() {
        assertThatThrownBy(() -> new SlotMemory(101, 0, 4))
                .hasMessage("invalid value 0 for teacherBytes: a key and a value take memory");
        assertThatThrownBy(() -> new SlotMemory(101, 6, -1)).hasMessageStartingWith("invalid value -1 for proxyBytes");
        assertThatThrownBy(() -> new SlotMemory(1, 6, 4)).hasMessageStartingWith("invalid value 1 for positions");
    }

    @Test
    void saysWhatOneSlotTakesWhereNoneFits() {
        assertThatThrownBy(() -> new SlotMemory(101, 6, 4).slotsWithin(1009))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "invalid value 1009 bytes for the cache's memory: one slot takes 1010: 101 positions of 6 bytes for the"
                                + " teacher and 4 for the proxy; give more memory or shorten the context");
    }
}
