package io.antidistill.cli;

import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Prints what the monitor's probe students learned. */
@Command(
        name = "reports",
        header = "Print the monitor's reports: what a thief would have learned, and what lambda became.",
        sortOptions = false)
final class ReportsCommand extends ReadCommand<ProbeReport> {
    @Override
    Topic<?, ProbeReport> topic(Topics topics) {
        return topics.probeReports();
    }

    @Override
    void print(ProbeReport report, RawRecord record, PrintWriter out) {
        out.printf(
                "%s round %d: %d traces at lambda %.4g, distillability %.3f%s by %s (target %.2f), utility %s (forced %s, floor %.2f), lambda %.4g -> %.4g: %s%n",
                report.getLambdaGroup(),
                report.getRound(),
                report.getWindowTraces(),
                report.getWindowLambdaMean(),
                report.getDistillability(),
                interval(report.getDistillabilityLow(), report.getDistillabilityHigh()),
                report.getControlledBy(),
                report.getTarget(),
                rate(report.getUtility()),
                rate(report.getUtilityForced()),
                report.getUtilityFloor(),
                report.getLambdaBefore(),
                report.getLambdaAfter(),
                report.getDecision());
        report.getAttacks()
                .forEach(a -> out.printf(
                        "  %-18s distillability %.3f%s, holdout loss %.4f (undistilled %.4f, clean %.4f), train loss %.4f, accuracy %s%n",
                        a.getAttack(),
                        a.getDistillability(),
                        interval(a.getDistillabilityLow(), a.getDistillabilityHigh()),
                        a.getHoldoutLoss(),
                        report.getBaseLoss(),
                        report.getCleanLoss(),
                        a.getTrainLoss(),
                        a.getAccuracy() == null ? "not graded" : "%.3f".formatted(a.getAccuracy())));
    }

    private static String rate(Double share) {
        return share == null ? "unknown" : "%.3f".formatted(share);
    }

    private static String interval(Double low, Double high) {
        return low == null || high == null ? "" : " [%.3f, %.3f]".formatted(low, high);
    }
}
