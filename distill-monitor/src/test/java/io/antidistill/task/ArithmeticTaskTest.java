package io.antidistill.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ArithmeticTaskTest {
    @Test
    void noQuestionIsInTwoSplits() {
        Set<String> seen = new HashSet<>();
        int total = 0;
        for (Split split : Split.values()) {
            List<Problem> problems = ArithmeticTask.seeded(3).problems(split, 2, 2000);
            total += problems.size();
            problems.forEach(problem -> seen.add(problem.question()));
        }
        assertThat(seen).hasSize(total);
    }

    @Test
    void noCalculationIsInTwoSplitsHoweverItIsPhrased() {
        Map<List<String>, Split> home = new HashMap<>();
        for (Split split : Split.values()) {
            for (Problem problem : ArithmeticTask.seeded(5).problems(split, 1, 500)) {
                assertThat(home.putIfAbsent(calculation(problem), split)).isIn(null, split);
            }
        }
        assertThat(home.values()).contains(Split.values());
    }

    @Test
    void equalSeedsGiveEqualProblemsAndOtherSeedsOthers() {
        List<WorkedProblem> problems = ArithmeticTask.seeded(1).worked(Split.TEST, 3, 50);
        assertThat(ArithmeticTask.seeded(1).worked(Split.TEST, 3, 60))
                .startsWith(problems.toArray(WorkedProblem[]::new));
        assertThat(ArithmeticTask.seeded(2).worked(Split.TEST, 3, 50)).doesNotContainAnyElementsOf(problems);
    }

    @Property(tries = 200, seed = "11")
    void everyEquationOfATraceHoldsAndItsBoxIsTheAnswer(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int steps) {
        WorkedProblem worked =
                ArithmeticTask.seeded(seed).worked(Split.TRAINING, steps, 1).get(0);
        assertThat(AnswerGrader.isRight(worked.trace(), worked.problem().answer()))
                .isTrue();
        for (String equation : equations(worked.trace())) {
            String[] sides = equation.split(" = ");
            assertThat(value(sides[0])).as(equation).isEqualTo(Integer.parseInt(sides[1]));
        }
    }

    @Property(tries = 200, seed = "11")
    void valuesStayBetweenOneAndOneHundredAndFifty(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int steps) {
        Calculation calculation = Calculation.random(steps, new SplittableRandom(seed));
        int value = calculation.start();
        for (Calculation.Operation operation : calculation.operations()) {
            value = operation.applyTo(value);
            assertThat(value).isBetween(1, 150);
        }
        assertThat(calculation.answer()).isEqualTo(value);
    }

    @Test
    void tracesDifferInHowMuchTheyShow() {
        List<WorkedProblem> worked = ArithmeticTask.seeded(1).worked(Split.TRAINING, 3, 300);
        assertThat(worked).filteredOn(w -> w.trace().contains(", so ")).hasSizeBetween(230, 290);
        assertThat(worked)
                .filteredOn(w -> !w.trace().contains(": ") || w.trace().length() < 110)
                .hasSizeGreaterThan(20);
    }

    @Property(tries = 20, seed = "11")
    void theWorkedShareIsTheShareOfStepsThatAreWorkedDigitByDigit(
            @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        assertThat(workedSteps(ArithmeticTask.seeded(seed).withWorkedShare(share)) / 900.0)
                .isCloseTo(share, within(0.08));
    }

    @Test
    void aShareOfNoneOrAllHasNoExceptions() {
        assertThat(workedSteps(ArithmeticTask.seeded(1).withWorkedShare(0))).isZero();
        assertThat(workedSteps(ArithmeticTask.seeded(1).withWorkedShare(1))).isEqualTo(900);
    }

    @Test
    void theUsualShareGivesTheProblemsThatTheShippedModelsLearnedFrom() throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (WorkedProblem worked : ArithmeticTask.seeded(1).worked(Split.PRETRAINING, 3, 200)) {
            sha.update((worked.problem().question() + worked.trace()).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(sha.digest())
                .asHexString()
                .isEqualToIgnoringCase("644eadf75f6dc1d6486db9001864112be724a6bd4a2f6847fadce7fc6ed4170a");
    }

    @Test
    void refusesAShareThatIsNone() {
        assertThatThrownBy(() -> ArithmeticTask.seeded(1).withWorkedShare(1.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be between 0 and 1");
    }

    /** Of 300 problems of three steps each. A colon stands after the sum that is then worked, and after the word answer. */
    private static int workedSteps(ArithmeticTask task) {
        return task.worked(Split.TRAINING, 3, 300).stream()
                .mapToInt(worked -> worked.trace().replace("answer: ", "").split(": ", -1).length - 1)
                .sum();
    }

    @Test
    void drillsKeepToTheirSplitAndAreRight() {
        for (WorkedProblem drill : ArithmeticTask.seeded(4).drills(Split.PRETRAINING, 3, 9, 50)) {
            String question = drill.problem().question();
            for (String calculation : question.substring("What is ".length(), question.length() - 1)
                    .split(", ")) {
                String[] parts = calculation.split(" ");
                assertThat(Split.of(new Calculation(
                                Integer.parseInt(parts[0]), List.of(operation(parts[1], Integer.parseInt(parts[2]))))))
                        .isEqualTo(Split.PRETRAINING);
                assertThat(drill.trace()).containsPattern("\\b" + value(calculation) + "\\.");
            }
            assertThat(drill.trace()).endsWith(" " + drill.problem().answer() + ".");
        }
    }

    private static Calculation.Operation operation(String sign, int operand) {
        for (Calculation.Kind kind : Calculation.Kind.values()) {
            if (kind.sign == sign.charAt(0)) {
                return new Calculation.Operation(kind, operand);
            }
        }
        throw new AssertionError("sign " + sign);
    }

    @Test
    void refusesStepsThatItCannotWrite() {
        assertThatThrownBy(() -> ArithmeticTask.seeded(1).problems(Split.TEST, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be between 1 and 4");
    }

    private static List<String> calculation(Problem problem) {
        String question = problem.question();
        String kind = question.contains("times") ? "x" : question.matches(".*(gets|buys|finds).*") ? "+" : "-";
        return List.of(kind, question.replaceAll("\\D+", " ").strip());
    }

    private static List<String> equations(String trace) {
        return Pattern.compile("\\d+( [-+x] \\d+)+ = \\d+")
                .matcher(trace)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /** Products first, then from left to right. */
    private static int value(String expression) {
        String[] parts = expression.split(" ");
        int start = 1;
        int value = Integer.parseInt(parts[0]);
        if (Arrays.asList(parts).contains("x")) {
            value *= Integer.parseInt(parts[2]);
            start = 3;
        }
        for (int i = start; i < parts.length; i += 2) {
            value += (parts[i].equals("+") ? 1 : -1) * Integer.parseInt(parts[i + 1]);
        }
        return value;
    }
}
