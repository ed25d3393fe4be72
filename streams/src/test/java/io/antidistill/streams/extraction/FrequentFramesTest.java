package io.antidistill.streams.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class FrequentFramesTest {
    @Property(tries = 200)
    void countsAreAtMostTheTruthAndShortOfItByASeventeenth(
            @ForAll @Size(max = 500) List<@IntRange(max = 60) Integer> frames, @ForAll Random random) {
        FrequentFrames first = FrequentFrames.NONE;
        FrequentFrames second = FrequentFrames.NONE;
        for (int frame : frames) {
            if (random.nextBoolean()) {
                first = first.plus(List.of((long) frame));
            } else {
                second = second.plus(List.of((long) frame));
            }
        }
        FrequentFrames all = FrequentFrames.of(first.plus(second).counts());
        assertThat(all.counts()).hasSizeLessThanOrEqualTo(16);
        for (long frame = 0; frame <= 60; frame++) {
            long asked = frame;
            long truth = frames.stream().filter(one -> one == asked).count();
            assertThat(all.atLeast(frame)).isBetween(truth - frames.size() / 17 - 1, truth);
        }
    }
}
