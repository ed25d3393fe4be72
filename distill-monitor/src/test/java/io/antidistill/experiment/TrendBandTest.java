package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.experiment.TrendBand.Place;
import io.antidistill.experiment.TrendBand.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TrendBandTest {
    @Property(tries = 25)
    void enclosesItsMeanAndStaysAmongThePoints(
            @ForAll @Size(min = 2, max = 20) List<@DoubleRange(min = -5, max = 5) Double> xs, @ForAll long seed) {
        Random random = new Random(seed);
        List<Point> points =
                xs.stream().map(x -> new Point(x, random.nextGaussian())).toList();

        List<Place> places = TrendBand.of(points, seed).places();

        double left = xs.stream().mapToDouble(x -> x).min().orElseThrow();
        double right = xs.stream().mapToDouble(x -> x).max().orElseThrow();
        assertThat(places).allSatisfy(place -> {
            assertThat(place.x()).isBetween(left, right);
            assertThat(place.low()).isLessThanOrEqualTo(place.high());
            assertThat(place.mean()).isFinite();
        });
    }

    @Test
    void followsAStraightLineWithoutAnyWidth() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            points.add(new Point(i / 12.0, 1 - 2 * i / 12.0));
        }

        assertThat(TrendBand.of(points, 3).places()).hasSizeGreaterThan(30).allSatisfy(place -> {
            assertThat(place.mean()).isCloseTo(1 - 2 * place.x(), within(1e-6));
            assertThat(place.high() - place.low()).isLessThan(1e-6);
        });
    }

    @Test
    void isWiderWherePointsScatterMore() {
        assertThat(width(scattered(0.2))).isGreaterThan(3 * width(scattered(0.02)));
    }

    @Test
    void countsPointsOnOneSpotAsOftenAsTheyAre() {
        List<Point> points = new ArrayList<>(List.of(new Point(0, 0), new Point(1, 3)));
        for (int i = 0; i < 3; i++) {
            points.add(new Point(1, 0));
            points.add(new Point(0, 0));
        }

        List<Place> places = TrendBand.of(points, 1).places();

        assertThat(places.get(places.size() - 1).mean()).isCloseTo(0.75, within(0.1));
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(TrendBand.of(scattered(0.1), 5)).isEqualTo(TrendBand.of(scattered(0.1), 5));
    }

    @Test
    void isEmptyWhereAllPointsLieAtOnePlace() {
        assertThat(TrendBand.of(List.of(new Point(1, 2), new Point(1, 3)), 1).places())
                .isEmpty();
    }

    private static List<Point> scattered(double deviation) {
        Random random = new Random(1);
        return random.doubles(20)
                .mapToObj(x -> new Point(x, deviation * random.nextGaussian()))
                .toList();
    }

    private static double width(List<Point> points) {
        return TrendBand.of(points, 1).places().stream()
                .mapToDouble(place -> place.high() - place.low())
                .average()
                .orElseThrow();
    }
}
