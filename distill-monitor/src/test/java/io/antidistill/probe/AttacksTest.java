package io.antidistill.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttacksTest {
    @Test
    void alwaysBeginWithPlain() {
        assertThat(Attacks.named(List.of("clean-mix", "plain", "answer-only")))
                .extracting(Attack::name)
                .containsExactly("plain", "clean-mix", "answer-only");
        assertThatThrownBy(() -> Attacks.named(List.of("magic")))
                .hasMessage("invalid value magic for attacks: known are plain, repetition-filter, perplexity-filter,"
                        + " terse-filter, answer-only, clean-mix, clean-mix-10, clean-mix-50, best-of-several, style-rewrite,"
                        + " gradient-alignment");
    }

    @Test
    void perplexityDropsTheDecileThatSurprisesTheBaseMost() {
        List<Lesson> traces = IntStream.range(0, 29)
                .mapToObj(i -> Lesson.of("q" + i, "x".repeat(1 + (i * 7) % 29)))
                .toList();

        List<Lesson> kept = prepared("perplexity-filter", traces, List.of()).lessons();

        assertThat(kept).hasSize(27).isSubsetOf(traces);
        assertThat(kept).allSatisfy(lesson -> assertThat(lesson.text().length()).isLessThan(28));
        assertThat(kept).isSortedAccordingTo((a, b) -> traces.indexOf(a) - traces.indexOf(b));
    }

    @Test
    void tersenessDropsTheHalfThatSaysLeastForWhatWasAsked() {
        List<Lesson> traces = List.of(
                Lesson.of("short", "long enough"),
                Lesson.of("a question of some length", "long enough"),
                Lesson.of("short", "worked out in full"),
                Lesson.of("short", "brief"),
                Lesson.of("a question of some length", "worked out in full, digit by digit, with a carry"));

        assertThat(prepared("terse-filter", traces, List.of()).lessons())
                .containsExactly(traces.get(0), traces.get(2), traces.get(4));
    }

    @Test
    void answerOnlyKeepsTheLastSentenceWithTheBox() {
        List<Lesson> traces = List.of(
                Lesson.of("q", "3 + 4 = 7. The answer is \\boxed{7}."),
                Lesson.of("r", "first\nso \\boxed{8}"),
                Lesson.of("s", "no answer at all"));

        assertThat(prepared("answer-only", traces, List.of()).lessons())
                .containsExactly(Lesson.of("q", "The answer is \\boxed{7}."), Lesson.of("r", "so \\boxed{8}"));
    }

    @Test
    void answerOnlyKeepsEverythingWhereFewHaveAnswers() {
        List<Lesson> traces = List.of(Lesson.of("q", "a"), Lesson.of("r", "b"), Lesson.of("s", "c. \\boxed{1}"));

        assertThat(prepared("answer-only", traces, List.of()).lessons()).isEqualTo(traces);
    }

    @Test
    void cleanMixPutsCleanTracesInPlaceOfAQuarter() {
        List<Lesson> traces = numbered("tilted", 20);

        List<Lesson> mixed =
                prepared("clean-mix", traces, numbered("clean", 20)).lessons();

        assertThat(mixed).hasSize(20);
        assertThat(mixed)
                .filteredOn(lesson -> lesson.text().startsWith("clean"))
                .hasSize(5);
        assertThat(mixed.get(3).text()).isEqualTo("clean 3");
    }

    @ParameterizedTest
    @CsvSource({"clean-mix-10, 2", "clean-mix, 5", "clean-mix-50, 10"})
    void cleanMixesDifferInTheirShare(String attack, int clean) {
        List<Lesson> mixed =
                prepared(attack, numbered("tilted", 20), numbered("clean", 20)).lessons();

        assertThat(mixed).hasSize(20);
        assertThat(mixed)
                .filteredOn(lesson -> lesson.text().startsWith("clean"))
                .hasSize(clean);
    }

    @Test
    void bestOfSeveralKeepsTheLikeliestOfThoseWithTheCommonestAnswer() {
        List<Lesson> traces = List.of(
                Lesson.of("q", "short: \\boxed{1}"),
                Lesson.of("q", "long, a half is \\boxed{\\frac12}"),
                Lesson.of("r", "alone"),
                Lesson.of("q", "so it is \\boxed{0.5}"),
                Lesson.of("q", "none"));

        assertThat(prepared("best-of-several", traces, List.of()).lessons())
                .as("the base finds short texts likely")
                .containsExactly(Lesson.of("q", "so it is \\boxed{0.5}"), Lesson.of("r", "alone"));
    }

    @Test
    void bestOfSeveralTakesWhatComesOnceAsItIsAndRetriesForOne() {
        List<Lesson> traces = List.of(
                Lesson.of("q", "a \\boxed{1}"),
                Lesson.of("r", "b"),
                Lesson.of("q", "a \\boxed{1}"),
                Lesson.of("q", "a \\boxed{1}"),
                Lesson.of("q", "\\boxed{2}"),
                Lesson.of("s", "cut off"),
                Lesson.of("s", "so it is \\boxed{3}"));

        assertThat(prepared("best-of-several", traces, List.of()).lessons())
                .as("one client's retries are alike: no majority of their own")
                .containsExactly(
                        Lesson.of("q", "a \\boxed{1}"), Lesson.of("r", "b"), Lesson.of("s", "so it is \\boxed{3}"));
        assertThat(prepared("best-of-several", numbered("t", 4), List.of()).lessons())
                .isEqualTo(numbered("t", 4));
    }

    @Test
    void bestOfSeveralChoosesAmongWhatOtherClientsWereAnsweredToo() {
        List<Lesson> traces = List.of(Lesson.of("q", "alone \\boxed{1}"), Lesson.of("r", "alone as well"));
        List<Lesson> candidates = List.of(
                Lesson.of("q", "another \\boxed{2}"),
                Lesson.of("q", "and so: \\boxed{2}"),
                Lesson.of("gone", "its prompt is in the window no more"));
        Loot loot = new Loot(traces, candidates, List.of(), List.of(Lesson.of("a", "aim")), new FakeStudents());

        for (Attack attack : Attacks.all()) {
            List<Lesson> given = attack.prepare(loot).lessons();
            if (attack.name().equals("best-of-several")) {
                assertThat(given).containsExactly(candidates.get(0), traces.get(1));
            } else {
                assertThat(given).as(attack.name()).doesNotContainAnyElementsOf(candidates);
            }
        }
    }

    @Test
    void styleRewritePutsTheBasesWordsInPlaceWhereItsAnswerIsTheSame() {
        List<Lesson> traces = List.of(
                Lesson.of("truth", "strangely put \\boxed{7.0}"),
                Lesson.of("truth too", "strangely put \\boxed{8}"),
                Lesson.of("lie", "strangely put \\boxed{7}"),
                Lesson.of("truth again", "strangely put"));

        assertThat(prepared("style-rewrite", traces, List.of()).lessons())
                .containsExactly(Lesson.of("truth", "plainly \\boxed{7}"), traces.get(1), traces.get(2), traces.get(3));
    }

    @Test
    void gradientAlignmentWeighsByTheExponentialOfTheCosine() {
        Lesson alike = Lesson.of("q", "aim");
        Lesson against = Lesson.of("r", "other");

        Curriculum curriculum = prepared("gradient-alignment", List.of(alike, against), List.of());

        assertThat(curriculum.lessons()).containsExactly(alike, against);
        assertThat(curriculum.weights().get(0)).isCloseTo(Math.exp(0.5), within(1e-12));
        assertThat(curriculum.weights().get(1)).isCloseTo(Math.exp(-0.5), within(1e-12));
    }

    @Test
    void aCurriculumRefusesWeightsThatDoNotFit() {
        List<Lesson> two = numbered("t", 2);

        assertThatThrownBy(() -> new Curriculum(two, List.of(1.0))).hasMessageContaining("number of weights");
        assertThatThrownBy(() -> new Curriculum(two, List.of(1.0, 0.0))).hasMessageContaining("invalid value 0.0");
        assertThatThrownBy(() -> new Curriculum(two, List.of(1.0, Double.NaN))).hasMessageContaining("NaN");
    }

    private static Curriculum prepared(String attack, List<Lesson> traces, List<Lesson> clean) {
        Loot loot = new Loot(traces, List.of(), clean, List.of(Lesson.of("a", "aim")), new FakeStudents());
        List<Attack> attacks = Attacks.named(List.of(attack));
        return attacks.get(attacks.size() - 1).prepare(loot);
    }

    private static List<Lesson> numbered(String kind, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> Lesson.of("q" + i, kind + " " + i))
                .toList();
    }
}
