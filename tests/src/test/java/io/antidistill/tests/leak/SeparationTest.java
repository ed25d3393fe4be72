package io.antidistill.tests.leak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeparationTest {
    private final Random random = new Random(7);

    @Test
    void findsADifferenceThatIsThere() {
        Separation found = Separation.of(rows(0), rows(1.5));
        assertThat(found.auc()).isBetween(0.8, 0.93); // normal distributions 1.5 apart: 0.856
        assertThat(found.isChance()).isFalse();
    }

    @Test
    void findsNoneBetweenEqualsNorWhereNothingVaries() {
        long chance = Stream.generate(() -> Separation.of(rows(0), rows(0)))
                .limit(100)
                .filter(Separation::isChance)
                .count();
        assertThat(chance).as("intervals of 95 %% that hold the truth, of 100").isBetween(90L, 99L);
        List<double[]> same =
                Stream.generate(() -> new double[] {3, 0}).limit(100).toList();
        assertThat(Separation.of(same, same).auc()).isEqualTo(0.5);
    }

    private List<double[]> rows(double shift) {
        return Stream.generate(() -> new double[] {random.nextGaussian() + shift, random.nextGaussian(), 5})
                .limit(200)
                .toList();
    }
}
