package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.cli.cluster.RecordJson;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.extraction.RiskKeys;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads the detector's verdicts on clients, and overrules them. */
@Command(
        name = "risk",
        header = "See which clients look like extraction, and overrule the detector.",
        description =
                "WHO is TENANT/CLIENT, TENANT/PREFIX* for the clients whose names begin so, or TENANT/* for all of"
                        + " a tenant's. A pin beats every verdict; the pin of the narrowest group counts.",
        descriptionHeading = "%n",
        sortOptions = false)
final class RiskSubcommands {
    /** Later than any prompt, and still a date that every language can read. */
    private static final Instant FOR_EVER = Instant.parse("9999-12-31T00:00:00Z");

    private static final double LONGEST_HOURS = 24 * 365 * 100;

    @Spec
    private CommandSpec spec;

    @Command(name = "list", header = "Print verdicts and pins, with what they rest on.", sortOptions = false)
    int list(
            @Mixin ClusterOptions options,
            @Option(names = "--all", description = "Also those that have lapsed.") boolean all,
            @Option(names = "--json", description = "One JSON object per line.") boolean json)
            throws Exception {
        Cluster cluster = options.open();
        Instant now = Instant.now();
        PrintWriter out = spec.commandLine().getOut();
        Map<String, ClientRisk> listed =
                new TreeMap<>(LatestValues.read(cluster, cluster.topics().clientRisk()));
        listed.values().removeIf(risk -> !all && lapsed(risk, now));
        if (listed.isEmpty()) {
            spec.commandLine().getErr().println("antidistill: no verdict and no pin" + (all ? "" : " in force"));
        }
        listed.forEach((key, risk) -> out.println(
                json
                        ? RecordJson.of(risk)
                                .put("pinned", RiskKeys.isPin(key))
                                .put("lapsed", lapsed(risk, now))
                                .toString()
                        : line(key, risk, lapsed(risk, now))));
        return 0;
    }

    private static boolean lapsed(ClientRisk risk, Instant now) {
        return !now.isBefore(risk.getUntil());
    }

    private static String line(String key, ClientRisk risk, boolean lapsed) {
        String until = risk.getUntil().equals(FOR_EVER) ? "for good" : "until " + risk.getUntil();
        return "%s  %s %s%s  by %s: %s"
                .formatted(
                        risk.getClient(),
                        RiskKeys.isPin(key) ? "PINNED " + risk.getLevel() : risk.getLevel(),
                        until,
                        lapsed ? " (lapsed)" : "",
                        risk.getIssuedBy(),
                        risk.getEvidence());
    }

    @Command(
            name = "pin",
            header = "Fix the level of a client or group, whatever the detector says.",
            sortOptions = false)
    int pin(
            @Mixin ClusterOptions options,
            @Option(names = "--hours", paramLabel = "H", description = "How long. Default: until `risk unpin`.")
                    Double hours,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "pinned by hand", description = "Why.")
                    String reason,
            @Parameters(paramLabel = "WHO", description = "For example acme/bob.") String who,
            @Parameters(paramLabel = "LEVEL", description = "normal, elevated or high.") RiskLevel level)
            throws Exception {
        Instant until = hours == null ? FOR_EVER : in(hours);
        write(options, RiskSubject.key(who), level, until, reason);
        spec.commandLine()
                .getOut()
                .printf("%s is pinned to %s%s.%n", who, level, hours == null ? "" : " until " + until);
        return 0;
    }

    @Command(
            name = "clear",
            header = "Dismiss a verdict: NORMAL until the evidence for it is out of date.",
            sortOptions = false)
    int clear(
            @Mixin ClusterOptions options,
            @Option(
                            names = "--hours",
                            paramLabel = "H",
                            defaultValue = "28",
                            description = "How long. Default: ${DEFAULT-VALUE}, as far back as the detector looks.")
                    double hours,
            @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "cleared by hand", description = "Why.")
                    String reason,
            @Parameters(paramLabel = "WHO", description = "For example acme/bob.") String who)
            throws Exception {
        Instant until = in(hours);
        write(options, RiskSubject.key(who), RiskLevel.NORMAL, until, reason);
        spec.commandLine().getOut().printf("%s counts as NORMAL until %s.%n", who, until);
        return 0;
    }

    @Command(
            name = "unpin",
            header = "Take back a pin or a clearance: the detector's word counts again.",
            sortOptions = false)
    int unpin(
            @Mixin ClusterOptions options,
            @Parameters(paramLabel = "WHO", description = "As in `risk pin`.") String who)
            throws Exception {
        Cluster cluster = options.open();
        String key = RiskKeys.pin(RiskSubject.key(who));
        if (!LatestValues.readRaw(cluster, cluster.topics().clientRisk()).containsKey(key)) {
            throw new CommandFailure(
                    "nothing is pinned for %s. `antidistill risk list --all` shows the pins.".formatted(who));
        }
        Map<String, ClientRisk> deletion = new HashMap<>();
        deletion.put(key, null);
        LatestValues.write(cluster, cluster.topics().clientRisk(), deletion);
        spec.commandLine().getOut().printf("%s is no longer pinned.%n", who);
        return 0;
    }

    private static void write(ClusterOptions options, String key, RiskLevel level, Instant until, String reason)
            throws Exception {
        ClientRisk risk = ClientRisk.newBuilder()
                .setClient(key)
                .setLevel(level)
                .setEvidence(reason)
                .setUntil(until)
                .setIssuedBy(System.getProperty("user.name"))
                .setIssuedAt(Instant.now())
                .build();
        Cluster cluster = options.open();
        LatestValues.write(cluster, cluster.topics().clientRisk(), Map.of(RiskKeys.pin(key), risk));
    }

    private static Instant in(double hours) {
        if (!(hours > 0 && hours <= LONGEST_HOURS)) {
            throw new CommandFailure(2, "%s hours is no time span. Give a number above 0.".formatted(hours));
        }
        return Instant.now().plus(Duration.ofMillis(Math.round(hours * 3_600_000)));
    }
}
