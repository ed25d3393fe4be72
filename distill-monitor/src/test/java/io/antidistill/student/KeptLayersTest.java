package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeptLayersTest {
    @Property(tries = 200, seed = "1")
    void keepsTheFirstAndTheLastAndGoesThroughTheDepthEvenly(
            @ForAll @IntRange(min = 2, max = 100) int layers, @ForAll @IntRange(min = 2, max = 100) int wanted) {
        Assume.that(wanted <= layers);
        int[] kept = KeptLayers.spread(layers, wanted);
        assertThat(kept).hasSize(wanted).startsWith(0).endsWith(layers - 1);
        int[] gaps = new int[wanted - 1];
        Arrays.setAll(gaps, i -> kept[i + 1] - kept[i]);
        int widest = Arrays.stream(gaps).max().orElseThrow();
        int narrowest = Arrays.stream(gaps).min().orElseThrow();
        assertThat(narrowest).isPositive();
        assertThat(widest - narrowest).isLessThanOrEqualTo(1);
    }

    @Test
    void refusesMoreLayersThanThereAre() {
        assertThat(KeptLayers.spread(5, 1)).containsExactly(0);
        assertThatThrownBy(() -> KeptLayers.spread(5, 6)).hasMessageContaining("the teacher has 5");
        assertThatThrownBy(() -> KeptLayers.spread(5, 0)).hasMessageContaining("keep at least one");
    }
}
