package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.figures.LoopCurves;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A running system's own reports as a plot, and whether the loop has settled. */
@Command(
        name = "loop",
        header = "Plot a system's reports over time, and say whether its loop has settled.",
        description =
                "Settled: in the last five rounds the interval of the worst attack's distillability contains the target or"
                        + " lies below it, and utility is at least its floor.",
        sortOptions = false)
final class LoopCommand implements Callable<Integer> {
    private static final int LAST = 5;

    @Mixin
    private ClusterOptions options;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            defaultValue = "standard",
            description = "Default: ${DEFAULT-VALUE}.")
    private String group;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where loop.md and loop.png go.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<ProbeReport> reports = reports(options.open());
        Files.createDirectories(out);
        LoopCurves.draw(reports, out.resolve("loop.png"));
        String text = table(reports) + "\n" + verdict(reports) + "\n";
        write(text);
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void write(String text) throws IOException {
        Files.writeString(out.resolve("loop.md"), text);
    }

    private List<ProbeReport> reports(Cluster cluster) {
        Topic<String, ProbeReport> topic = cluster.topics().probeReports();
        List<ProbeReport> reports = new ArrayList<>();
        try (TopicReader reader = TopicReader.open(cluster, List.of(topic))) {
            reader.readToEnd()
                    .forEach(record ->
                            reports.add(topic.valueSerde().deserializer().deserialize(record.topic(), record.value())));
        }
        List<ProbeReport> own = reports.stream()
                .filter(report -> report.getLambdaGroup().equals(group))
                .sorted(Comparator.comparing(ProbeReport::getFinishedAt))
                .toList();
        if (own.isEmpty()) {
            throw new CommandFailure(
                    "there is no report of lambda group %s yet. Wait for the first, or name another --group."
                            .formatted(group));
        }
        return own;
    }

    static String table(List<ProbeReport> reports) {
        StringBuilder table = new StringBuilder(
                "| round | lambda | worst attack | distillability | interval | target | utility | floor | lambda after |\n"
                        + "| ---: | ---: | --- | ---: | --- | ---: | ---: | ---: | ---: |\n");
        for (ProbeReport r : reports) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %d | %.2f | %s | %.2f | %s | %.2f | %s | %.2f | %.2f |%n",
                    r.getRound(),
                    r.getLambdaBefore(),
                    r.getWorstAttack(),
                    r.getDistillability(),
                    interval(r),
                    r.getTarget(),
                    r.getUtility() == null ? "unknown" : String.format(Locale.ROOT, "%.2f", r.getUtility()),
                    r.getUtilityFloor(),
                    r.getLambdaAfter()));
        }
        return table.toString();
    }

    private static String interval(ProbeReport report) {
        return report.getDistillabilityLow() == null || report.getDistillabilityHigh() == null
                ? "unknown"
                : String.format(
                        Locale.ROOT, "%.2f to %.2f", report.getDistillabilityLow(), report.getDistillabilityHigh());
    }

    static String verdict(List<ProbeReport> reports) {
        List<ProbeReport> last = reports.subList(Math.max(0, reports.size() - LAST), reports.size());
        long reached = last.stream().filter(LoopCommand::isReached).count();
        long useful = last.stream().filter(LoopCommand::isUseful).count();
        String counts = String.format(
                Locale.ROOT,
                "of the last %d rounds, %d had the target within or above their interval, %d a utility that was known and at"
                        + " least its floor.",
                last.size(),
                reached,
                useful);
        boolean settled = last.size() == LAST && reached == LAST && useful == LAST;
        return (settled ? "Settled: " : "Not settled: ") + counts;
    }

    private static boolean isReached(ProbeReport report) {
        return report.getDistillabilityLow() != null && report.getDistillabilityLow() <= report.getTarget();
    }

    private static boolean isUseful(ProbeReport report) {
        return report.getUtility() != null && report.getUtility() >= report.getUtilityFloor();
    }
}
