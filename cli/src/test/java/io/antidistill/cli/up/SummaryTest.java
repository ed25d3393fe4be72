package io.antidistill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.schema.ProbeReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    @TempDir
    private Path directory;

    @Test
    void writesTheFirstAndTheLastReport() throws IOException {
        Tally tally = new Tally(10, 8, 1, 2, 1, Map.of("standard", 3.0), report(0.9, 2, 3), report(0.6, 3, 3.5), null);
        JsonNode json = written(Summary.of(tally, 1.23456));
        assertThat(json)
                .hasToString(
                        "{\"prompts\":10,\"traces\":8,\"deadLetters\":1,\"probeReports\":2,\"lambdaFirst\":2.0,"
                                + "\"lambdaLast\":3.5,\"distillabilityFirst\":0.9,\"distillabilityLast\":0.6,\"tracesPerSecond\":1.23}");
    }

    @Test
    void leavesOpenWhatNoReportSays() throws IOException {
        JsonNode json = written(Summary.of(Tally.EMPTY, 0));
        assertThat(json.get("lambdaFirst").isNull()).isTrue();
        assertThat(json.get("distillabilityLast").isNull()).isTrue();
        assertThat(json.get("traces").intValue()).isZero();
    }

    @Test
    void runIsDoneOnlyWithTracesAReportAndAChangeByTheMonitor() {
        assertThat(UpRun.isDone(tally(10, 1, 1), 10, true)).isTrue();
        assertThat(UpRun.isDone(tally(9, 1, 1), 10, true)).isFalse();
        assertThat(UpRun.isDone(tally(10, 0, 1), 10, true)).isFalse();
        assertThat(UpRun.isDone(tally(10, 1, 0), 10, true)).isFalse();
        assertThat(UpRun.isDone(tally(10, 0, 0), 10, false)).isTrue();
        assertThat(UpRun.isDone(tally(9, 0, 0), 10, false)).isFalse();
    }

    @Test
    void statusLineTellsLambdaDistillabilityAndUtility() {
        Tally tally = new Tally(10, 8, 1, 2, 1, Map.of("standard", 3.0), report(0.9, 2, 3), report(0.6, 3, 3.5), null);
        assertThat(UpRun.status(tally, 4.56, true))
                .isEqualTo("8 traces (4.6/s)  lambda standard 3.00  distillability 0.60 (target 0.50)"
                        + "  teacher utility 97 %  1 dead letters");
        assertThat(UpRun.status(Tally.EMPTY, 0, true)).contains("lambda standard 2.00", "first report to come");
    }

    @Test
    void rateLeavesOutTheStartAndWhatEarlierRunsLeft() {
        TraceRate rate = new TraceRate(100);
        rate.at(0, 100);
        rate.at(10, 100);
        rate.at(20, 110);
        rate.at(30, 130);
        rate.at(50, 130);
        assertThat(rate.overall()).isEqualTo(2);
        assertThat(rate.recent()).isZero();
    }

    private JsonNode written(Summary summary) throws IOException {
        Path file = directory.resolve("summary.json");
        summary.write(file);
        return new ObjectMapper().readTree(file.toFile());
    }

    private static Tally tally(int traces, int reports, int changes) {
        return new Tally(20, traces, 0, reports, changes, Map.of(), null, null, null);
    }

    private static ProbeReport report(double distillability, double before, double after) {
        return ProbeReport.newBuilder()
                .setReportId("r")
                .setLambdaGroup("standard")
                .setRound(1)
                .setStartedAt(Instant.EPOCH)
                .setFinishedAt(Instant.EPOCH)
                .setWindowTraces(96)
                .setWindowLambdaMean(before)
                .setStudent("llama")
                .setBaseLoss(1)
                .setCleanLoss(0.5)
                .setAttacks(List.of())
                .setDistillability(distillability)
                .setControlledBy("loss")
                .setTarget(0.5)
                .setUtility(0.97)
                .setUtilityFloor(0.85)
                .setKlMean(0.1)
                .setChangedShare(0.1)
                .setLambdaBefore(before)
                .setLambdaAfter(after)
                .setDecision("up")
                .build();
    }
}
