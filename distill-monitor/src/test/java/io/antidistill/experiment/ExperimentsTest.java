package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.model.TorchRuntime;
import io.antidistill.probe.ProbeSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.student.TinyShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments on the shipped models, as small as they can be. */
class ExperimentsTest {
    private static final TradeoffModels MODELS = TradeoffModels.in(Path.of("..", "models", "tiny"));

    @TempDir
    Path directory;

    @Test
    void dynamicsFollowStudentsAndKeepsThem() {
        DynamicsConfig config = new DynamicsConfig(smallest(), 2, 1.6);
        try (TorchRuntime runtime = TorchRuntime.open()) {
            List<DynamicsRow> rows =
                    new DynamicsExperiment(config, MODELS, directory).run(runtime, (d, t, doing) -> {});

            assertThat(rows)
                    .extracting(DynamicsRow::arm)
                    .containsExactly("plain tau 0.9", "ads lambda 2", "permutation lambda 2", "plain tau 1.6");
            assertThat(rows).allSatisfy(row -> {
                assertThat(row.course()).hasSizeGreaterThan(2);
                assertThat(row.first().trainLoss()).isNaN();
                assertThat(row.last().holdoutLoss()).isLessThan(row.first().holdoutLoss());
            });
            assertThat(directory.resolve("dynamics.csv")).content().contains("ads lambda 2,1,2.0,0.9,0,NaN,");

            List<Long> totals = new ArrayList<>();
            assertThat(new DynamicsExperiment(config, MODELS, directory)
                            .run(runtime, (done, total, doing) -> totals.add(total)))
                    .isEqualTo(rows);
            assertThat(totals).containsOnly(0L);

            TradeoffExperiment other = new TradeoffExperiment(
                    new TradeoffConfig(smallest(), List.of(), List.of(), List.of()), MODELS, directory);
            assertThatThrownBy(() -> other.run(runtime, (done, total, doing) -> {}))
                    .hasMessageContaining("another experiment");
        }
    }

    @Test
    void ablationExchangesOnePartAtATimeAndKeepsItsProxies() {
        AblationShapes proxies = new AblationShapes(List.of(1, 2), List.of(new TinyShape("llama", 24, 1)), 2);
        AblationConfig config =
                new AblationConfig(smallest(), 2, List.of(0.01), 6, EnumSet.allOf(AblationConfig.Part.class), proxies);
        try (TorchRuntime runtime = TorchRuntime.open()) {
            List<TradeoffRow> rows =
                    new AblationExperiment(config, MODELS, directory).run(runtime, (done, total, doing) -> {});

            assertThat(rows)
                    .extracting(TradeoffRow::arm)
                    .containsExactly(
                            TradeoffRow.UNDISTILLED,
                            "plain tau 0.9",
                            "as shipped",
                            "score: finite difference, epsilon 0.01",
                            "order: tilt, then truncate",
                            "guard: the answer left plain",
                            "loss: all tokens",
                            "loss: answer tokens",
                            "loss: content tokens",
                            "proxy: the student's own base",
                            "proxy: the student, refreshed twice",
                            "proxy: 1 of the teacher's 3 layers",
                            "proxy: 2 of the teacher's 3 layers",
                            "proxy: from scratch, llama, width 24, layers 1");
            assertThat(rows).as("with the undistilled student").hasSize(1 + config.arms());
            assertThat(rows.subList(2, rows.size()))
                    .allSatisfy(row -> assertThat(row.changedShare()).isPositive());
            assertThat(directory.resolve("proxies/proxy-the-student-s-own-base-poison.safetensors"))
                    .exists();
            assertThat(directory.resolve("proxies/1-layers/model.safetensors")).exists();
            assertThat(directory.resolve("proxies/llama-24-1/model.safetensors"))
                    .exists();
        }
    }

    @Test
    void attacksAreTriedOnPlainAndOnProtectedTraces() {
        AttacksConfig config = new AttacksConfig(
                smallest(), List.of(0.0, 2.0), List.of(2.0), List.of(1.6), List.of("plain", "answer-only"));
        try (TorchRuntime runtime = TorchRuntime.open()) {
            List<AttacksRow> rows =
                    new AttacksExperiment(config, MODELS, directory).run(runtime, (done, total, doing) -> {});

            assertThat(rows)
                    .extracting(AttacksRow::arm)
                    .containsExactly("plain tau 0.9", "ads lambda 2", "plain tau 1.6", "permutation lambda 2");
            assertThat(rows).allSatisfy(row -> assertThat(row.scores())
                    .extracting(AttacksRow.Score::attack)
                    .containsExactly("plain", "answer-only"));
            assertThat(AttacksExperiment.table(rows).lines()).hasSize(8);
        }
    }

    static Setting smallest() {
        ProbeSettings student = new ProbeSettings(2, 4, 4, 2e-3, 0.1, 8, 0.9, 0.95, 1);
        return new Setting(8, 3, 7, 4, 1, 1, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT, 60, student, null);
    }
}
