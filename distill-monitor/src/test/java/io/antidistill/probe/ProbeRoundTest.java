package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.task.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeRoundTest {
    private final FakeStudents students = new FakeStudents();
    private final Exam exam = new Exam(List.of(Lesson.of("h", "holdout")), List.of(new Problem("q", "1", 1)));

    @Test
    void placesTheWindowBetweenItsTwoReferences() {
        List<Lesson> half = new ArrayList<>(lessons("clean", 0, 10));
        half.addAll(lessons("tilted", 10, 20));

        ProbeResult result = round(ControlledBy.LOSS, Attacks.plain()).run("g", half, lessons("clean", 0, 20), exam);

        assertThat(result.base().holdoutLoss()).isEqualTo(1.0);
        assertThat(result.clean().holdoutLoss()).isEqualTo(0.4);
        assertThat(result.distillability().getAsDouble()).isCloseTo(0.5, within(1e-9));
        assertThat(result.attacks()).singleElement().satisfies(plain -> {
            assertThat(plain.attack()).isEqualTo("plain");
            assertThat(plain.accuracyDistillability().getAsDouble()).isCloseTo(0.5, within(1e-9));
        });
    }

    @Test
    void looksAtTheWorstAttack() {
        Attack sieve = new Attack() {
            @Override
            public String name() {
                return "sieve";
            }

            @Override
            public Curriculum prepare(Loot loot) {
                return Curriculum.of(loot.traces().stream()
                        .filter(t -> t.text().contains("clean"))
                        .toList());
            }
        };
        List<Lesson> half = new ArrayList<>(lessons("clean", 0, 10));
        half.addAll(lessons("tilted", 10, 20));

        ProbeResult result =
                round(ControlledBy.LARGER, Attacks.plain(), sieve).run("g", half, lessons("clean", 0, 20), exam);

        assertThat(result.distillability().getAsDouble()).isCloseTo(1.0, within(1e-9));
        assertThat(result.attacks()).extracting(AttackScore::attack).containsExactly("plain", "sieve");
    }

    @Test
    void trainsNoSecondStudentForAnAttackThatChangesNothing() {
        List<Lesson> window = lessons("tilted", 0, 12);

        round(ControlledBy.LOSS, Attacks.plain(), new RepetitionFilter(4, 0.3))
                .run("g", window, lessons("clean", 0, 12), exam);

        assertThat(students.taught).hasSize(2);
    }

    @Test
    void beginsNoFurtherAttackOnceItsTimeIsUp() {
        long[] seconds = {0};
        List<Attack> attacks = Attacks.named(List.of("perplexity-filter", "clean-mix"));
        RoundSettings settings = new RoundSettings(1, List.of(), Duration.ofSeconds(25));
        ProbeRound round = new ProbeRound(
                students,
                new References(students, 0.3, 1),
                attacks,
                ControlledBy.LOSS,
                settings,
                1,
                () -> Duration.ofSeconds(10 * seconds[0]++).toNanos());

        // The clock reads 0 at the start, 10 before the second attack and 20 before the third.
        ProbeResult all = round.run("g", lessons("tilted", 0, 20), lessons("clean", 0, 20), exam);
        assertThat(all.attacks())
                .extracting(AttackScore::attack)
                .containsExactly("plain", "perplexity-filter", "clean-mix");
        assertThat(all.skipped()).isEmpty();

        ProbeRound hurried = new ProbeRound(
                students,
                new References(students, 0.3, 1),
                attacks,
                ControlledBy.LOSS,
                new RoundSettings(1, List.of(), Duration.ZERO),
                1);
        ProbeResult plainOnly = hurried.run("g", lessons("tilted", 0, 20), lessons("clean", 0, 20), exam);
        assertThat(plainOnly.attacks()).extracting(AttackScore::attack).containsExactly("plain");
        assertThat(plainOnly.skipped()).containsExactly("perplexity-filter", "clean-mix");
    }

    @Test
    void givesBothStudentsTheSameNumberOfLessons() {
        round(ControlledBy.LOSS, Attacks.plain()).run("g", lessons("tilted", 0, 30), lessons("clean", 0, 20), exam);

        assertThat(students.taught).extracting(List::size).containsExactly(20, 20);
        assertThat(students.taught.get(1)).last().isEqualTo(Lesson.of("q29", "tilted 29"));
    }

    @Test
    void keepsItsReferencesWhileTheyFit() {
        ProbeRound round = round(ControlledBy.LOSS, Attacks.plain());
        round.run("g", lessons("tilted", 0, 20), lessons("clean", 0, 20), exam);
        round.run("g", lessons("tilted", 20, 40), lessons("clean", 4, 24), exam);
        assertThat(students.exams).isEqualTo(1);
        assertThat(students.taught).as("one clean, two windows").hasSize(3);

        round.run("g", lessons("tilted", 40, 60), lessons("clean", 10, 30), exam);
        assertThat(students.taught).as("half of the clean lessons are new").hasSize(5);
    }

    @Test
    void keepsTheReferencesOfGroupsApart() {
        ProbeRound round = round(ControlledBy.LOSS, Attacks.plain());
        round.run("g", lessons("tilted", 0, 20), lessons("clean", 0, 20), exam);
        round.run("h", lessons("tilted", 0, 20), lessons("clean", 0, 20), exam);

        assertThat(students.taught).hasSize(4);
        assertThat(students.exams).isEqualTo(1);
    }

    @Test
    void theStudentThatLearnsMostCounts() {
        List<Lesson> half = new ArrayList<>(lessons("clean", 0, 10));
        half.addAll(lessons("tilted", 10, 20));
        ProbeResult weak = round(ControlledBy.LOSS, Attacks.plain())
                .run("g", lessons("tilted", 0, 20), lessons("clean", 0, 20), exam);
        ProbeResult strong = round(ControlledBy.LOSS, Attacks.plain()).run("g", half, lessons("clean", 0, 20), exam);

        for (List<ProbeResult> results : List.of(List.of(weak, strong), List.of(strong, weak))) {
            ProbeResult worst = ProbeResult.worstOf(results);

            assertThat(worst.distillability()).isEqualTo(strong.distillability());
            assertThat(worst.attacks()).extracting(AttackScore::attack).containsExactly("plain", "plain on fake");
            assertThat(worst.attacks().get(1).distillability())
                    .isEqualTo(weak.attacks().get(0).distillability());
        }
        assertThat(ProbeResult.worstOf(List.of(weak))).isEqualTo(weak);
    }

    @Test
    void tellsIncrementalStudentsApartByGroupAndAttack() {
        students.incremental = true;
        ProbeRound round = round(ControlledBy.LOSS, Attacks.plain(), new RepetitionFilter(4, 0.3));

        round.run("g", lessons("tilted", 0, 12), lessons("clean", 0, 12), exam);
        round.run("g", lessons("tilted", 1, 13), lessons("clean", 1, 13), exam);

        assertThat(students.names)
                .containsExactly(
                        "g/clean", "g/plain", "g/repetition-filter", "g/clean", "g/plain", "g/repetition-filter");
    }

    @Test
    void refusesARoundOnNothing() {
        assertThatThrownBy(() ->
                        round(ControlledBy.LOSS, Attacks.plain()).run("g", List.of(), lessons("clean", 0, 5), exam))
                .hasMessageContaining("0 and 5");
        assertThatThrownBy(() -> round(ControlledBy.LOSS, new RepetitionFilter(4, 0.3)))
                .hasMessageContaining("the first must be plain");
    }

    private ProbeRound round(ControlledBy controlledBy, Attack... attacks) {
        return new ProbeRound(
                students,
                new References(students, 0.3, 1),
                List.of(attacks),
                controlledBy,
                RoundSettings.defaults(),
                1);
    }

    private static List<Lesson> lessons(String kind, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Lesson.of("q" + i, kind + " " + i))
                .toList();
    }
}
