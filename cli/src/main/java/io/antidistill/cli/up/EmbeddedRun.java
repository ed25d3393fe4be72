package io.antidistill.cli.up;

import io.antidistill.cli.console.Logging;
import io.antidistill.cli.console.Metrics;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.console.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** One run of the embedded system, from taking the data directory to giving it back. */
public final class EmbeddedRun {
    private static final int TIME_OUT = 3;

    private final UpSettings settings;
    private final Optional<Path> summaryFile;
    private final Screen screen;
    private final PrintWriter err;

    private EmbeddedRun(UpSettings settings, Optional<Path> summaryFile, Screen screen, PrintWriter err) {
        this.settings = settings;
        this.summaryFile = summaryFile;
        this.screen = screen;
        this.err = err;
    }

    /** A run that shows itself on {@code out}. */
    public static EmbeddedRun of(UpSettings settings, Optional<Path> summaryFile, PrintWriter out, PrintWriter err) {
        return new EmbeddedRun(settings, summaryFile, Screen.on(out), err);
    }

    /** Runs until done, timed out or interrupted by a signal. Returns the exit code. */
    public int run() throws Exception {
        summaryFile.ifPresent(OutputFile::check);
        try (StopSignal stop = StopSignal.listen(err);
                DataDirectory data = DataDirectory.lock(settings.dataDirectory());
                Metrics metrics = Metrics.onLoopback(settings.metricsPort().orElse(null))) {
            Path log = Logging.toFile(data.logs(), false);
            try (UpSystem system = UpSystem.start(settings, data, metrics.registry(), screen::line)) {
                introduce(system, log);
                UpRun run = new UpRun(system, settings, screen);
                UpRun.End end = run.run(stop);
                Summary summary = run.summary();
                if (summaryFile.isPresent()) {
                    summary.write(summaryFile.get());
                }
                return conclude(end, summary, system.tally());
            } finally {
                screen.clear();
            }
        }
    }

    private void introduce(UpSystem system, Path log) {
        screen.line("broker    " + system.endpoints().bootstrapServers());
        screen.line("registry  " + system.endpoints().schemaRegistry());
        screen.line("data      " + settings.dataDirectory());
        screen.line("log       " + log);
        screen.line("Prompts go in. Stop with Ctrl-C; look in from another terminal: antidistill traces --follow"
                + DataDirectory.option(settings.dataDirectory()));
    }

    private int conclude(UpRun.End end, Summary summary, Tally tally) {
        screen.line("%d prompts, %d traces (%.1f/s), %d dead letters, %d reports, %d lambda changes by the monitor."
                .formatted(
                        summary.prompts(),
                        summary.traces(),
                        summary.tracesPerSecond(),
                        summary.deadLetters(),
                        summary.probeReports(),
                        tally.monitorLambdaChanges()));
        if (end == UpRun.End.TIME_OUT) {
            err.println("antidistill: not done after %d s: wanted are %d traces%s."
                            .formatted(
                                    settings.timeoutSeconds(),
                                    settings.stopAfter().orElse(0),
                                    settings.monitored() ? ", a report and a lambda change by the monitor" : "")
                    + " Raise --timeout or --rate, or see the log in "
                    + settings.dataDirectory().resolve("logs") + ".");
            return TIME_OUT;
        }
        screen.line("Stopping ...");
        return 0;
    }
}
