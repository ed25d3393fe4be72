package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private record Marks(List<Double> base, List<Double> clean, List<Double> probe) {
        static Marks random(int questions, double share, double noise, long seed) {
            Random random = new Random(seed);
            Marks marks = new Marks(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < questions; i++) {
                double hard = 20 + 10 * random.nextDouble();
                marks.base.add(hard);
                marks.clean.add(hard - 10);
                marks.probe.add(hard - 10 * share + noise * random.nextGaussian());
            }
            return marks;
        }

        Marks times(int copies) {
            return new Marks(repeat(base, copies), repeat(clean, copies), repeat(probe, copies));
        }

        private static List<Double> repeat(List<Double> marks, int copies) {
            return Collections.nCopies(copies, marks).stream()
                    .flatMap(List::stream)
                    .toList();
        }

        double estimate() {
            return (sum(base) - sum(probe)) / (sum(base) - sum(clean));
        }

        Interval interval() {
            return Bootstrap.interval(base, clean, probe, 1).orElseThrow();
        }
    }

    @Property(seed = "31", tries = 100, edgeCases = EdgeCasesMode.NONE)
    void containsThePointEstimate(
            @ForAll @IntRange(min = 2, max = 60) int questions,
            @ForAll @DoubleRange(min = -1, max = 2) double share,
            @ForAll @DoubleRange(min = 0, max = 30) double noise,
            @ForAll long seed) {
        Marks marks = Marks.random(questions, share, noise, seed);

        assertThat(marks.estimate())
                .isBetween(marks.interval().low() - 1e-9, marks.interval().high() + 1e-9);
    }

    @Property(seed = "32", tries = 50, edgeCases = EdgeCasesMode.NONE)
    void narrowsWithMoreQuestions(
            @ForAll @IntRange(min = 10, max = 40) int questions,
            @ForAll @DoubleRange(min = 0, max = 1) double share,
            @ForAll long seed) {
        Marks few = Marks.random(questions, share, 5, seed);

        assertThat(width(few.times(4))).isLessThan(0.75 * width(few));
    }

    @Test
    void isAsWideAsTheNoiseMakesIt() {
        // The mean of 100 marks with deviation 5, over a yardstick of 10: 1.645 * 0.05 to either side.
        assertThat(width(Marks.random(100, 0.5, 5, 7))).isCloseTo(2 * 1.645 * 0.05, within(0.03));
    }

    @Test
    void isNotWidenedByQuestionsThatAreHardForAll() {
        assertThat(width(Marks.random(40, 0.5, 0, 3))).isLessThan(1e-9);
    }

    @Test
    void givesTheSameIntervalForTheSameSeed() {
        Marks marks = Marks.random(40, 0.5, 5, 3);

        assertThat(marks.interval()).isEqualTo(marks.interval());
        assertThat(Bootstrap.interval(marks.base, marks.clean, marks.probe, 2)).isNotEqualTo(marks.interval());
    }

    @Test
    void isNotDefinedWhereOneQuestionHoldsTheYardstickUp() {
        List<Double> base = List.of(5.0, 1.0, 1.0, 1.0);
        List<Double> clean = List.of(1.0, 1.0, 1.0, 1.0);

        assertThat(Bootstrap.interval(base, clean, clean, 1)).isEmpty();
        assertThat(Bootstrap.interval(List.of(2.0), List.of(1.0), List.of(1.5), 1))
                .isEmpty();
        assertThat(Bootstrap.interval(List.of(), List.of(), List.of(), 1)).isEmpty();
        assertThat(Bootstrap.interval(base, clean, List.of(1.0, 1.0, 1.0, Double.NaN), 1))
                .isEmpty();
    }

    @Test
    void worksForMarksThatGrowAsStudentsLearn() {
        List<Double> none = Collections.nCopies(20, 0.0);
        List<Double> all = Collections.nCopies(20, 1.0);
        List<Double> half = new ArrayList<>(Collections.nCopies(10, 1.0));
        half.addAll(Collections.nCopies(10, 0.0));

        Interval interval = Bootstrap.interval(none, all, half, 1).orElseThrow();

        assertThat(interval.low()).isBetween(0.2, 0.4);
        assertThat(interval.high()).isBetween(0.6, 0.8);
    }

    @Test
    void refusesStudentsOfDifferentExams() {
        assertThatThrownBy(() -> Bootstrap.interval(List.of(1.0, 2.0), List.of(1.0), List.of(1.0, 2.0), 1))
                .hasMessageContaining("the same exam");
    }

    private static double width(Marks marks) {
        return marks.interval().high() - marks.interval().low();
    }

    private static double sum(List<Double> marks) {
        return marks.stream().mapToDouble(Double::doubleValue).sum();
    }
}
