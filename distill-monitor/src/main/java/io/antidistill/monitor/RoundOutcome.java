package io.antidistill.monitor;

import io.antidistill.control.Controller;
import io.antidistill.control.ControllerSettings;
import io.antidistill.control.ControllerState;
import io.antidistill.control.Decision;
import io.antidistill.control.Measurement;
import io.antidistill.probe.AttackScore;
import io.antidistill.probe.ControlledFigure;
import io.antidistill.probe.CoursePoint;
import io.antidistill.probe.Interval;
import io.antidistill.probe.ProbeResult;
import io.antidistill.probe.RepetitionFilter;
import io.antidistill.probe.StudentScore;
import io.antidistill.schema.AttackResult;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.LossPoint;
import io.antidistill.schema.ProbeReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a finished round publishes.
 *
 * @param report empty where distillability is not defined
 * @param command empty where lambda stays as it is
 * @param next the controller's state for the next round
 * @param decision the controller's decision
 */
record RoundOutcome(
        Optional<ProbeReport> report, Optional<LambdaCommand> command, ControllerState next, Decision decision) {

    private static final RepetitionFilter PIECES = new RepetitionFilter(4, 1);

    /**
     * Decides and puts the records together. Pure but for the id and time given.
     *
     * @param group as it is now; the command in force may have changed while the round ran
     */
    static RoundOutcome of(
            RoundInput input, ProbeResult result, GroupBook group, MonitorConfig config, String reportId, Instant now) {
        Controller controller = new Controller(config.control(input.group()));
        // A lambda that was set while the round ran has not been measured: no part of this window is fresh.
        double fresh =
                group.inForce().equals(input.inForce()) ? GroupBook.freshShare(input.window(), input.inForce()) : 0;
        // What cannot be reported must not move lambda either: nobody could see why.
        boolean reportable = result.worst().isPresent() && isFinite(result);
        Measurement measured = new Measurement(
                config.round().pessimism() > 0 ? "distillability's upper end" : "distillability",
                reportable ? result.worst().orElseThrow().actedOn() : Double.NaN,
                fresh,
                group.utility(config.leastCanaries()));
        Decision decision = controller.decide(group.state(), measured);
        boolean moved = decision.lambda() != group.inForce().lambda();
        Optional<ProbeReport> report = reportable
                ? Optional.of(report(input, result, group, config, decision, reportId, now))
                : Optional.empty();
        Optional<LambdaCommand> command = moved
                ? Optional.of(LambdaCommand.newBuilder()
                        .setLambdaGroup(input.group())
                        .setLambda(decision.lambda())
                        .setReason(decision.reason())
                        .setReportId(report.isPresent() ? reportId : null)
                        .setIssuedBy(LambdaInForce.MONITOR)
                        .setIssuedAt(now)
                        .build())
                : Optional.empty();
        return new RoundOutcome(report, command, decision.next(), decision);
    }

    private static boolean isFinite(ProbeResult result) {
        return Double.isFinite(result.base().holdoutLoss())
                && Double.isFinite(result.clean().holdoutLoss())
                && result.attacks().stream()
                        .allMatch(attack -> Double.isFinite(attack.score().holdoutLoss())
                                && Double.isFinite(attack.score().trainLoss())
                                && attack.distillability().isPresent());
    }

    private static ProbeReport report(
            RoundInput input,
            ProbeResult result,
            GroupBook group,
            MonitorConfig config,
            Decision decision,
            String reportId,
            Instant now) {
        List<WindowTrace> window = input.window();
        ControllerSettings law = config.control(input.group());
        ControlledFigure worst = result.worst().orElseThrow();
        double tokens = GroupBook.mean(window, WindowTrace::completionTokens);
        double changed = GroupBook.mean(window, WindowTrace::changedTokens);
        return ProbeReport.newBuilder()
                .setReportId(reportId)
                .setLambdaGroup(input.group())
                .setRound(group.lastRound() + 1)
                .setStartedAt(input.startedAt())
                .setFinishedAt(now)
                .setWindowTraces(window.size())
                .setWindowLambdaMean(GroupBook.mean(window, WindowTrace::lambda))
                .setStudent(result.architecture())
                .setBaseLoss(result.base().holdoutLoss())
                .setCleanLoss(result.clean().holdoutLoss())
                .setBaseAccuracy(accuracy(result.base()))
                .setCleanAccuracy(accuracy(result.clean()))
                .setAttacks(result.attacks().stream().map(RoundOutcome::attack).toList())
                .setDistillability(worst.distillability())
                .setDistillabilityLow(orNull(worst.low()))
                .setDistillabilityHigh(orNull(worst.high()))
                .setActedOn(worst.actedOn())
                .setWorstAttack(worst.attack())
                .setSkippedAttacks(result.skipped())
                .setLeftOut(group.leftOutSoFar())
                .setFaults(group.faults())
                .setRepeatedShare(GroupBook.mean(
                        window, trace -> PIECES.repeatedShare(trace.lesson().text())))
                .setCompletionTokensMean(tokens)
                .setControlledBy(result.controlledBy().label())
                .setTarget(law.target())
                .setUtility(orNull(group.utility(config.leastCanaries())))
                .setUtilityForced(orNull(group.utilityForced(config.leastCanaries())))
                .setUtilityFloor(law.utilityFloor())
                .setKlMean(GroupBook.mean(window, WindowTrace::klMean))
                .setChangedShare(tokens > 0 ? changed / tokens : 0)
                .setLambdaBefore(group.inForce().lambda())
                .setLambdaAfter(decision.lambda())
                .setDecision(decision.reason())
                .build();
    }

    private static AttackResult attack(AttackScore attack) {
        return AttackResult.newBuilder()
                .setAttack(attack.attack())
                .setTraces(attack.score().traces())
                .setTrainLoss(attack.score().trainLoss())
                .setHoldoutLoss(attack.score().holdoutLoss())
                .setAccuracy(accuracy(attack.score()))
                .setDistillability(attack.distillability().orElseThrow())
                .setAccuracyDistillability(orNull(attack.accuracyDistillability()))
                .setDistillabilityLow(attack.interval().map(Interval::low).orElse(null))
                .setDistillabilityHigh(attack.interval().map(Interval::high).orElse(null))
                .setAccuracyDistillabilityLow(
                        attack.accuracyInterval().map(Interval::low).orElse(null))
                .setAccuracyDistillabilityHigh(
                        attack.accuracyInterval().map(Interval::high).orElse(null))
                .setCourse(attack.score().course().stream()
                        .map(RoundOutcome::lossPoint)
                        .toList())
                .build();
    }

    private static LossPoint lossPoint(CoursePoint point) {
        return new LossPoint(point.step(), orNull(point.trainLoss()), point.holdoutLoss());
    }

    private static Double accuracy(StudentScore score) {
        return orNull(score.accuracy());
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? (Double) value.getAsDouble() : null;
    }
}
