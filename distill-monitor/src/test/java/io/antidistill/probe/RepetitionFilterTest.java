package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RepetitionFilterTest {
    private final RepetitionFilter filter = new RepetitionFilter(2, 0.3);

    @Test
    void dropsWhatRepeatsItself() {
        Lesson fine = Lesson.of("q", "3 plus 4 makes 7 and 7 times 2 makes 14");
        Lesson alsoFine = Lesson.of("q", "short");
        Lesson stuck = Lesson.of("q", "so raid raid raid raid raid raid raid");

        assertThat(prepared(List.of(fine, stuck, alsoFine))).containsExactly(fine, alsoFine);
    }

    @Test
    void keepsEverythingWhereItWouldDropMoreThanHalf() {
        Lesson stuck = Lesson.of("q", "raid raid raid raid raid raid");
        List<Lesson> lessons = List.of(stuck, stuck, Lesson.of("q", "fine"));

        assertThat(prepared(lessons)).isEqualTo(lessons);
    }

    @Test
    void countsRepeatedPieces() {
        assertThat(filter.repeatedShare("")).isZero();
        assertThat(filter.repeatedShare("a b c d")).isZero();
        assertThat(filter.repeatedShare("a b a b a")).isEqualTo(0.5);
    }

    private List<Lesson> prepared(List<Lesson> traces) {
        return filter.prepare(new Loot(traces, List.of(), List.of(), List.of(), new FakeStudents()))
                .lessons();
    }
}
