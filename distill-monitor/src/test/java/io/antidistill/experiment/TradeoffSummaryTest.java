package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class TradeoffSummaryTest {
    private final TradeoffRow base = row(TradeoffRow.UNDISTILLED, 0, 0, 0, 0.75, 0.05);
    private final List<TradeoffRow> rows = List.of(
            base,
            row("plain tau 0.9", 1, 570, 600, 0.28, 0.5),
            row("plain tau 0.9", 2, 582, 600, 0.30, 0.6),
            row("ads lambda 2", 1, 576, 600, 0.42, 0.5));

    @Test
    void poolsTheTeachersAnswersAndSpreadsTheStudents() {
        TradeoffSummary plain = TradeoffSummary.of(rows).get(1);

        assertThat(plain.teacher().orElseThrow().rate()).isEqualTo(0.96);
        assertThat(plain.holdoutLoss().mean()).isCloseTo(0.29, within(1e-12));
        assertThat(plain.holdoutLoss().deviation()).isCloseTo(0.014142135, within(1e-8));
        assertThat(plain.studentAccuracy().mean()).isCloseTo(0.55, within(1e-12));
    }

    @Test
    void keepsTheOrderOfTheArms() {
        assertThat(TradeoffSummary.of(rows))
                .extracting(TradeoffSummary::arm)
                .containsExactly(TradeoffRow.UNDISTILLED, "plain tau 0.9", "ads lambda 2");
    }

    @Test
    void alignsTheTableAndWritesItAsMarkdown() {
        String aligned = TradeoffTable.of(TradeoffSummary.of(rows)).aligned();
        assertThat(aligned.lines().map(String::length).distinct()).hasSize(1);
        assertThat(aligned).contains("0.290 ± 0.014").contains("0.960");

        String markdown = TradeoffTable.of(TradeoffSummary.of(rows)).markdown();
        assertThat(markdown.lines()).hasSize(5).allMatch(line -> line.startsWith("| ") && line.endsWith(" |"));
        assertThat(markdown.lines().toList().get(1)).isEqualTo("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        assertThat(markdown).contains("| undistilled student | - | - | - | - | 0.750 | 0.050 |");
    }

    @Test
    void writesOneCsvLinePerArmAndSeed() {
        assertThat(TradeoffTable.csv(rows).lines())
                .hasSize(5)
                .element(2)
                .isEqualTo("plain tau 0.9,1,0.0,0.9,570,600,0.100000,0.010000,0.280000,0.200000,0.500000");
    }

    static TradeoffRow row(String arm, int seed, int right, int traces, double loss, double accuracy) {
        return new TradeoffRow(arm, seed, 0, 0.9, right, traces, 0.1, 0.01, loss, 0.2, accuracy);
    }
}
