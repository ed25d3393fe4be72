package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ProbeReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoopCommandTest {
    @Test
    void hasSettledWhenTheLastFiveIntervalsReachTheTargetAboveTheFloor() {
        List<ProbeReport> reports = new ArrayList<>(List.of(report(1, 0.9, null)));
        for (int round = 2; round <= 6; round++) {
            reports.add(report(round, 0.7, 0.95));
        }
        assertThat(LoopCommand.verdict(reports)).startsWith("Settled: of the last 5 rounds, 5");
        assertThat(LoopCommand.table(reports))
                .contains("| 6 | 2.00 | plain | 0.75 | 0.70 to 0.80 | 0.80 | 0.95 | 0.85 | 4.00 |");

        reports.add(report(7, 0.81, 0.95));
        assertThat(LoopCommand.verdict(reports)).startsWith("Not settled: of the last 5 rounds, 4");
    }

    @Test
    void hasNotSettledWhereUtilityIsUnknownOrRoundsAreFew() {
        List<ProbeReport> unknown = Stream.iterate(1, round -> round + 1)
                .limit(5)
                .map(round -> report(round, 0.7, null))
                .toList();
        assertThat(LoopCommand.verdict(unknown)).startsWith("Not settled").contains(", 0 a utility");
        assertThat(LoopCommand.verdict(List.of(report(1, 0.7, 0.95)))).startsWith("Not settled");
    }

    private static ProbeReport report(int round, double low, Double utility) {
        return ProbeReport.newBuilder()
                .setReportId("r" + round)
                .setLambdaGroup("standard")
                .setRound(round)
                .setStartedAt(Instant.EPOCH)
                .setFinishedAt(Instant.EPOCH.plusSeconds(60L * round))
                .setWindowTraces(128)
                .setWindowLambdaMean(2)
                .setStudent("student")
                .setBaseLoss(0.8)
                .setCleanLoss(0.3)
                .setAttacks(List.of())
                .setDistillability(low + 0.05)
                .setDistillabilityLow(low)
                .setDistillabilityHigh(low + 0.1)
                .setWorstAttack("plain")
                .setControlledBy("loss")
                .setTarget(0.8)
                .setUtility(utility)
                .setUtilityFloor(0.85)
                .setKlMean(0.1)
                .setChangedShare(0.1)
                .setLambdaBefore(2)
                .setLambdaAfter(4)
                .setDecision("test")
                .build();
    }
}
