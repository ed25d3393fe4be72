package io.antidistill.cli.up;

import io.antidistill.cli.console.StopSignal;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.streams.policy.DefaultPolicies;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Watches a started system until it is done, its time is up, or somebody stops it. For one thread. */
final class UpRun {
    /** How a run ended. */
    enum End {
        DONE,
        TIME_OUT,
        STOPPED
    }

    private static final long TICK_MILLIS = 500;
    private static final double SECONDS_BETWEEN_TRACES = 30;

    private final UpSystem system;
    private final Screen screen;
    private final Optional<Integer> stopAfter;
    private final boolean monitored;
    private final long timeoutSeconds;
    private final TraceRate rate;
    private final long startNanos = System.nanoTime();
    private double nextTrace = 5;
    private int reportsShown;

    UpRun(UpSystem system, UpSettings settings, Screen screen) {
        this.system = system;
        this.screen = screen;
        this.stopAfter = settings.stopAfter();
        this.monitored = settings.monitored();
        this.timeoutSeconds = settings.timeoutSeconds();
        this.rate = new TraceRate(system.tally().traces());
        this.reportsShown = system.tally().probeReports();
    }

    /**
     * Returns when the run has ended.
     *
     * @param stop comes when somebody wants it to end
     * @throws RuntimeException what a part of the system failed with
     */
    End run(StopSignal stop) throws InterruptedException {
        while (true) {
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            Tally tally = system.tally();
            rate.at(seconds, tally.traces());
            show(tally, seconds);
            system.check();
            if (stopAfter.isPresent() && isDone(tally, stopAfter.get(), monitored)) {
                return End.DONE;
            }
            if (stopAfter.isPresent() && seconds > timeoutSeconds) {
                return End.TIME_OUT;
            }
            if (stop.await(TICK_MILLIS)) {
                return End.STOPPED;
            }
        }
    }

    static boolean isDone(Tally tally, int traces, boolean monitored) {
        return tally.traces() >= traces
                && (!monitored || tally.probeReports() >= 1 && tally.monitorLambdaChanges() >= 1);
    }

    Summary summary() {
        return Summary.of(system.tally(), rate.overall());
    }

    private void show(Tally tally, double seconds) {
        if (tally.probeReports() > reportsShown && tally.lastReport() != null) {
            reportsShown = tally.probeReports();
            screen.line(report(tally.lastReport()));
        }
        if (seconds >= nextTrace && tally.lastTrace() != null) {
            nextTrace = seconds + SECONDS_BETWEEN_TRACES;
            screen.line(trace(tally.lastTrace()));
        }
        screen.status(status(tally, rate.recent(), monitored));
    }

    static String status(Tally tally, double tracesPerSecond, boolean monitored) {
        StringJoiner line = new StringJoiner("  ");
        line.add("%d traces (%.1f/s)".formatted(tally.traces(), tracesPerSecond));
        line.add("lambda " + lambda(tally.lambda()));
        ProbeReport report = tally.lastReport();
        if (report == null && monitored) {
            line.add("distillability: first report to come");
        } else if (report != null) {
            line.add("distillability %.2f (target %.2f)".formatted(report.getDistillability(), report.getTarget()));
            line.add(
                    report.getUtility() == null
                            ? "teacher utility unknown"
                            : "teacher utility %.0f %%".formatted(100 * report.getUtility()));
        }
        if (tally.deadLetters() > 0) {
            line.add(tally.deadLetters() + " dead letters");
        }
        return line.toString();
    }

    private static String lambda(Map<String, Double> commanded) {
        Map<String, Double> lambda = new TreeMap<>(commanded);
        lambda.putIfAbsent(DefaultPolicies.STANDARD_GROUP, DefaultPolicies.INITIAL_LAMBDA);
        StringJoiner groups = new StringJoiner(", ");
        lambda.forEach((group, value) -> groups.add("%s %.3g".formatted(group, value)));
        return groups.toString();
    }

    private static String report(ProbeReport report) {
        return "report %d on %s: a student of %d traces has distillability %.2f (target %.2f); lambda %.3g -> %.3g: %s"
                .formatted(
                        report.getRound(),
                        report.getLambdaGroup(),
                        report.getWindowTraces(),
                        report.getDistillability(),
                        report.getTarget(),
                        report.getLambdaBefore(),
                        report.getLambdaAfter(),
                        report.getDecision());
    }

    private static String trace(ProtectedTrace trace) {
        return "trace %s: %s -> %s"
                .formatted(
                        trace.getPromptId(),
                        trace.getMessages().get(trace.getMessages().size() - 1).getContent(),
                        trace.getText());
    }
}
