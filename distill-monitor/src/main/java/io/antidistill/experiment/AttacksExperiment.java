package io.antidistill.experiment;

import static io.antidistill.experiment.TextTable.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.model.TorchRuntime;
import io.antidistill.probe.Attacks;
import io.antidistill.probe.ControlledBy;
import io.antidistill.probe.ProbeRound;
import io.antidistill.probe.References;
import io.antidistill.probe.RoundSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What every attack of the monitor's makes of plain and of protected traces, without Kafka and without a budget of time.
 * Finished rows are kept in the output directory. Used by one thread.
 */
public final class AttacksExperiment {
    private static final int FEW_COURSE_PARTS = 1;
    /** Told from those of the traces that are attacked. */
    private static final int CLEAN_SEED_OFFSET = 1000;

    private static final Duration NO_BUDGET = Duration.ofDays(365);

    private final AttacksConfig config;
    private final TradeoffModels models;
    private final Path out;

    public AttacksExperiment(AttacksConfig config, TradeoffModels models, Path out) {
        this.config = config;
        this.models = models;
        this.out = out;
    }

    /**
     * Runs what is not there yet, writes attacks.csv, attacks.md and attacks.json, and returns all rows.
     *
     * @throws IllegalArgumentException if the output directory holds results of other settings
     * @throws io.antidistill.weights.ModelFormatException if a model cannot be read
     */
    public List<AttacksRow> run(TorchRuntime runtime, ExperimentProgress progress) {
        Setting setting = config.setting();
        try (Laboratory laboratory = Laboratory.open(runtime, models, setting, FEW_COURSE_PARTS)) {
            ObjectNode identity = laboratory.identity(config).put("experiment", "attacks");
            ((ObjectNode) identity.get("settings")).remove(List.of("lambdas", "permutationLambdas", "hotTaus"));
            ResultStore<AttacksRow> store = ResultStore.open(out, identity, AttacksRow.class);
            // A student for each attack and one for the clean reference: about as long as sampling, each.
            int work = setting.prompts() * (config.attacks().size() + 1);
            List<AttacksRow> rows = new Grid<>(store, setting.seeds(), work, progress)
                    .complete(config.arms().stream()
                            .map(arm -> line(laboratory, arm.in(setting)))
                            .toList());
            Report report = new Report(out);
            report.write("attacks.csv", csv(rows));
            report.write("attacks.md", table(rows).markdown());
            report.write("attacks.json", Report.json(config, identity, rows).toPrettyString() + "\n");
            return rows;
        }
    }

    private Grid.Line<AttacksRow> line(Laboratory laboratory, Trial trial) {
        return new Grid.Line<>(trial.label(), (seed, sampled) -> {
            TracedPrompts traces = laboratory.traces(trial, seed, sampled);
            Trial plain = config.setting().plain().in(config.setting());
            TracedPrompts clean = laboratory.traces(plain, CLEAN_SEED_OFFSET + seed, count -> {});
            ProbeRound round = new ProbeRound(
                    laboratory.students(),
                    new References(laboratory.students(), 0, seed),
                    Attacks.named(config.attacks()),
                    ControlledBy.LOSS,
                    new RoundSettings(1, config.attacks(), NO_BUDGET),
                    seed);
            return AttacksRow.of(
                    trial,
                    seed,
                    traces,
                    round.run(trial.label(), traces.lessons(), clean.lessons(), laboratory.exam()));
        });
    }

    /** One line for each arm and attack, means over the seeds. */
    public static TextTable table(List<AttacksRow> rows) {
        List<List<String>> lines = new ArrayList<>();
        for (String arm : rows.stream().map(AttacksRow::arm).distinct().toList()) {
            List<AttacksRow> ofArm =
                    rows.stream().filter(row -> row.arm().equals(arm)).toList();
            String teacher =
                    text("%.3f", Spread.of(ofArm, AttacksRow::teacherAccuracy).mean());
            List<AttacksRow.Score> scores =
                    ofArm.stream().flatMap(row -> row.scores().stream()).toList();
            for (String attack :
                    scores.stream().map(AttacksRow.Score::attack).distinct().toList()) {
                lines.add(line(
                        arm,
                        teacher,
                        attack,
                        scores.stream()
                                .filter(score -> score.attack().equals(attack))
                                .toList()));
            }
        }
        return new TextTable(
                List.of(
                        "traces",
                        "teacher accuracy",
                        "attack",
                        "lessons",
                        "student holdout loss",
                        "student accuracy",
                        "distillability",
                        "90 % interval"),
                lines);
    }

    private static List<String> line(String arm, String teacher, String attack, List<AttacksRow.Score> scores) {
        return List.of(
                arm,
                teacher,
                attack,
                text("%.0f", Spread.of(scores, AttacksRow.Score::lessons).mean()),
                Spread.of(scores, AttacksRow.Score::holdoutLoss).text(),
                Spread.of(scores, AttacksRow.Score::accuracy).text(),
                Spread.of(scores, AttacksRow.Score::distillability).text(),
                text(
                        "%.3f to %.3f",
                        Spread.of(scores, AttacksRow.Score::low).mean(),
                        Spread.of(scores, AttacksRow.Score::high).mean()));
    }

    private static String csv(List<AttacksRow> rows) {
        return rows.stream()
                .flatMap(row -> row.scores().stream()
                        .map(score -> String.format(
                                Locale.ROOT,
                                "%s,%d,%s,%d,%d,%s,%d,%.6f,%.6f,%.6f,%.6f,%.6f",
                                row.arm(),
                                row.seed(),
                                row.lambda(),
                                row.teacherRight(),
                                row.traces(),
                                score.attack(),
                                score.lessons(),
                                score.holdoutLoss(),
                                score.accuracy(),
                                score.distillability(),
                                score.low(),
                                score.high())))
                .collect(Collectors.joining(
                        "\n",
                        "arm,seed,lambda,teacher_right,traces,attack,lessons,holdout_loss,student_accuracy,"
                                + "distillability,low,high\n",
                        "\n"));
    }
}
