package io.antidistill.cli.up;

import io.antidistill.monitor.MonitorConfig;
import java.util.Optional;
import java.util.Properties;

/** What the embedded monitor is told beyond its defaults. Pure functions. */
final class MonitorSetup {
    /** No lambda takes the tiny models to the usual 0.5 with windows of 128 traces: `experiment response` ends at 0.67. */
    private static final String TINY_TARGET = "0.8";

    /** Their curve is flat: `experiment controller` settles in half as many rounds as with the usual gain. */
    private static final String TINY_GAIN = "3";

    private MonitorSetup() {}

    /**
     * The monitor's properties. A teacher that nobody asked to put its answers into boxes would fail every graded problem, and lambda would
     * be taken down for it. So, without problems of one's own, such a teacher's word problems are a holdout and nothing is graded.
     *
     * @param given as in {@code --config}; they count before the defaults made here
     */
    static Properties properties(UpSettings settings, Properties given) {
        Properties properties = new Properties();
        properties.putAll(given);
        settings.problems().ifPresent(file -> properties.put("monitor.problems", file.toString()));
        if (settings.tiny()) {
            properties.putIfAbsent("monitor.target", TINY_TARGET);
            properties.putIfAbsent("monitor.gain", TINY_GAIN);
        }
        if (!settings.tiny() && !properties.containsKey("monitor.problems")) {
            properties.putIfAbsent("monitor.canaries.per.round", "0");
            properties.putIfAbsent("monitor.graded.problems", "0");
        }
        return properties;
    }

    /** What somebody who waits for a report should know, if anything. */
    static Optional<String> remark(UpSettings settings, MonitorConfig config) {
        int needed = config.firstRoundTraces();
        return settings.prompts()
                .filter(prompts -> prompts.size() < needed)
                .map(prompts ->
                        ("%d prompts are given, and the monitor's first report needs %d traces of one lambda group. Give more"
                                        + " prompts, set monitor.first.round.traces in --config, or leave the monitor out: --no-monitor.")
                                .formatted(prompts.size(), needed));
    }
}
