package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.control.Decision.Cause;
import io.antidistill.probe.AttackScore;
import io.antidistill.probe.CoursePoint;
import io.antidistill.probe.Exam;
import io.antidistill.probe.Lesson;
import io.antidistill.probe.ProbeResult;
import io.antidistill.probe.StudentScore;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.LossPoint;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeReport;
import io.antidistill.task.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundOutcomeTest {
    private final MonitorConfig config = MonitorConfig.defaults(Path.of("student"));
    private final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    private final MonitorBook book = new MonitorBook(config, questions);
    private final Exam exam = new Exam(List.of(Lesson.of("h", "t")), List.of());

    @BeforeEach
    void fillTheWindow() {
        for (int i = 0; i < 100; i++) {
            book.trace(Records.trace("" + i, "q" + i, "t", START.plusSeconds(i)), true);
            book.audit(Records.audit("" + i, "standard", 2, null));
        }
    }

    @Test
    void reportsAndCommandsTogether() {
        RoundOutcome outcome = outcome(input(), result(0.75, 0.25, 0.3));

        ProbeReport report = outcome.report().orElseThrow();
        assertThat(report.getRound()).isEqualTo(1);
        assertThat(report.getDistillability()).isEqualTo(0.9);
        assertThat(report.getWindowTraces()).isEqualTo(100);
        assertThat(report.getWindowLambdaMean()).isEqualTo(2);
        assertThat(report.getChangedShare()).isEqualTo(0.1);
        assertThat(report.getLambdaBefore()).isEqualTo(2);
        assertThat(report.getLambdaAfter()).isGreaterThan(2);
        assertThat(report.getUtility()).isNull();
        assertThat(outcome.command().orElseThrow().getLambda()).isEqualTo(report.getLambdaAfter());
        assertThat(outcome.command().orElseThrow().getReportId()).isEqualTo("id");
        assertThat(outcome.command().orElseThrow().getIssuedBy()).isEqualTo("monitor");
    }

    @Test
    void steersByTheUpperEndOfTheInterval() {
        ProbeResult result =
                Records.result(detailed(0.75, 9.0, 6.0), detailed(0.25, 2.5, 2.5), detailed(0.5, 3.0, 7.0));

        ProbeReport report = outcome(input(), result).report().orElseThrow();

        assertThat(report.getDistillability()).isEqualTo(0.5);
        assertThat(report.getDistillabilityHigh()).isGreaterThan(0.55).isEqualTo(report.getActedOn());
        assertThat(report.getDistillabilityLow()).isLessThan(0.5);
        assertThat(report.getWorstAttack()).isEqualTo("plain");
        assertThat(report.getAttacks().get(0).getDistillabilityHigh()).isEqualTo(report.getDistillabilityHigh());
        assertThat(report.getAttacks().get(0).getCourse())
                .containsExactly(new LossPoint(0, null, 0.75), new LossPoint(12, 0.3, 0.5));
        assertThat(report.getLambdaAfter()).isGreaterThan(2);
        assertThat(report.getDecision()).startsWith("distillability's upper end ");
    }

    @Test
    void continuesTheRoundNumbers() {
        book.report(outcome(input(), result(0.75, 0.25, 0.3)).report().orElseThrow());

        assertThat(outcome(input(), result(0.75, 0.25, 0.3))
                        .report()
                        .orElseThrow()
                        .getRound())
                .isEqualTo(2);
    }

    @Test
    void publishesNothingWithoutAYardstick() {
        RoundOutcome outcome = outcome(input(), result(0.3, 0.5, 0.4));

        assertThat(outcome.report()).isEmpty();
        assertThat(outcome.command()).isEmpty();
        assertThat(outcome.decision().cause()).isEqualTo(Cause.NO_MEASUREMENT);
    }

    @Test
    void publishesNothingWhenTrainingWentOutOfBounds() {
        RoundOutcome outcome = outcome(input(), result(0.75, 0.25, Double.NaN));

        assertThat(outcome.report()).isEmpty();
        assertThat(outcome.command()).isEmpty();
    }

    @Test
    void leavesLambdaAloneWhenOneOfTheStudentsDiverged() {
        ProbeResult fine = result(0.75, 0.25, 0.3);
        AttackScore diverged = new AttackScore(
                "clean-mix",
                score(100, Double.NaN),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty());
        ProbeResult half = new ProbeResult(
                fine.architecture(),
                fine.base(),
                fine.clean(),
                List.of(fine.attacks().get(0), diverged),
                List.of(),
                fine.worst(),
                fine.controlledBy());

        RoundOutcome outcome = outcome(input(), half);

        assertThat(outcome.report()).isEmpty();
        assertThat(outcome.command()).isEmpty();
        assertThat(outcome.decision().cause()).isEqualTo(Cause.NO_MEASUREMENT);
    }

    @Test
    void countsTheTracesThatWereLeftOut() {
        book.group("standard").leftOut();

        assertThat(outcome(input(), result(0.75, 0.25, 0.3))
                        .report()
                        .orElseThrow()
                        .getLeftOut())
                .isEqualTo(1);
    }

    @Test
    void backsOffForUtilityEvenWithoutAYardstick() {
        for (int i = 0; i < 20; i++) {
            Problem problem = questions.canaries().get(i);
            book.probeTrace(Records.answer(
                    ProbePurpose.CANARY, "standard", problem.question(), "no idea", START.plusSeconds(1)));
        }

        RoundOutcome outcome = outcome(input(), result(0.3, 0.5, 0.4));

        assertThat(outcome.report()).isEmpty();
        assertThat(outcome.command().orElseThrow().getLambda()).isEqualTo(1);
        assertThat(outcome.command().orElseThrow().getReportId()).isNull();
    }

    @Test
    void leavesALambdaAloneThatAPersonSetWhileTheRoundRan() {
        RoundInput input = input();
        book.command(Records.command("standard", 5, "me", START.plusSeconds(50)));

        RoundOutcome outcome = outcome(input, result(0.75, 0.25, 0.3));

        assertThat(outcome.command()).isEmpty();
        assertThat(outcome.report().orElseThrow().getLambdaAfter()).isEqualTo(5);
        assertThat(outcome.decision().cause()).isEqualTo(Cause.STALE_WINDOW);
    }

    @Test
    void startsFromALambdaThatAPersonSet() {
        book.command(Records.command("standard", 5, "me", START));

        RoundOutcome outcome = outcome(input(), result(0.75, 0.25, 0.3));

        assertThat(outcome.report().orElseThrow().getLambdaBefore()).isEqualTo(5);
        assertThat(outcome.command().orElseThrow().getLambda()).isBetween(5.0, 10.0);
    }

    @Test
    void reportsButDoesNotMoveAFrozenLambda() {
        LambdaCommand frozen = LambdaCommand.newBuilder(Records.command("standard", 5, "me", START))
                .setFrozen(true)
                .build();
        book.command(frozen);

        RoundOutcome outcome = outcome(input(), result(0.75, 0.25, 0.3));

        assertThat(outcome.command()).isEmpty();
        assertThat(outcome.decision().cause()).isEqualTo(Cause.FROZEN);
        assertThat(outcome.report().orElseThrow().getDecision()).contains("frozen by hand", "it would be 9.1");
        assertThat(outcome.report().orElseThrow().getLambdaAfter()).isEqualTo(5);
    }

    private RoundInput input() {
        GroupBook group = book.group("standard");
        return new RoundInput("standard", group.window(), List.of(), group.clean(), exam, group.inForce(), START);
    }

    private RoundOutcome outcome(RoundInput input, ProbeResult result) {
        return RoundOutcome.of(input, result, book.group("standard"), config, "id", START.plusSeconds(200));
    }

    private static ProbeResult result(double base, double clean, double probe) {
        return Records.result(score(0, base), score(100, clean), score(100, probe));
    }

    private static StudentScore detailed(double loss, Double... nats) {
        return new StudentScore(
                100,
                0.2,
                loss,
                OptionalDouble.empty(),
                List.of(nats),
                List.of(),
                List.of(
                        new CoursePoint(0, OptionalDouble.empty(), 0.75),
                        new CoursePoint(12, OptionalDouble.of(0.3), 0.5)));
    }

    private static StudentScore score(int traces, double loss) {
        return new StudentScore(traces, 0.2, loss, OptionalDouble.empty());
    }
}
