package io.antidistill.cli.up;

import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProtectedTrace;
import java.util.Map;

/**
 * What the topics hold, as far as a watch has read them. Immutable.
 *
 * @param prompts records on prompts
 * @param traces records on traces
 * @param deadLetters records on dead-letters
 * @param probeReports records on probe-reports
 * @param monitorLambdaChanges commands of the monitor that gave a group another lambda than it had
 * @param lambda by group, as commanded
 * @param firstReport of the group that was reported on first; null if there is none
 * @param lastReport of the same group; null if there is none
 * @param lastTrace null if there is none
 */
record Tally(
        int prompts,
        int traces,
        int deadLetters,
        int probeReports,
        int monitorLambdaChanges,
        Map<String, Double> lambda,
        ProbeReport firstReport,
        ProbeReport lastReport,
        ProtectedTrace lastTrace) {

    static final Tally EMPTY = new Tally(0, 0, 0, 0, 0, Map.of(), null, null, null);
}
