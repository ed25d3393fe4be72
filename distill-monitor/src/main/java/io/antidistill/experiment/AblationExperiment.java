package io.antidistill.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.ScoreKind;
import io.antidistill.experiment.AblationConfig.Part;
import io.antidistill.guard.Markers;
import io.antidistill.guard.TiltRules;
import io.antidistill.guard.TiltedSpan;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.DownstreamLoss;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.student.TinyShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What each part of the method is worth: one is exchanged at a time, everything else stays as in the arm "as shipped".
 * Finished rows, and the proxies and directions that it makes, are kept in the output directory. Used by one thread.
 */
public final class AblationExperiment {
    private static final int FEW_COURSE_PARTS = 1;
    private static final List<String> ANSWER_MARKERS = List.of("answer:", "\\boxed{");

    private final AblationConfig config;
    private final TradeoffModels models;
    private final Path out;

    public AblationExperiment(AblationConfig config, TradeoffModels models, Path out) {
        this.config = config;
        this.models = models;
        this.out = out;
    }

    /**
     * Runs what is not there yet, writes ablation.csv, ablation.md and ablation.json, and returns all rows, the
     * undistilled student's first.
     *
     * @throws IllegalArgumentException if the output directory holds results of other settings
     * @throws io.antidistill.weights.ModelFormatException if a model cannot be read
     */
    public List<TradeoffRow> run(TorchRuntime runtime, ExperimentProgress progress) {
        Setting setting = config.setting();
        try (Laboratory laboratory = Laboratory.open(runtime, models, setting, FEW_COURSE_PARTS)) {
            ObjectNode identity = identity(laboratory);
            ResultStore<TradeoffRow> store = ResultStore.open(out, identity, TradeoffRow.class);
            List<TradeoffRow> rows = new ArrayList<>();
            rows.add(laboratory.undistilled(store));
            rows.addAll(new Grid<>(store, setting.seeds(), setting.prompts(), progress)
                    .complete(new Arms(laboratory).lines()));
            Report report = new Report(out);
            report.write("ablation.csv", TradeoffTable.csv(rows));
            report.write(
                    "ablation.md", TradeoffTable.of(TradeoffSummary.of(rows)).markdown());
            report.write("ablation.json", Report.json(config, identity, rows).toPrettyString() + "\n");
            return List.copyOf(rows);
        }
    }

    private ObjectNode identity(Laboratory laboratory) {
        ObjectNode identity = laboratory.identity(config).put("experiment", "ablation");
        ObjectNode settings = (ObjectNode) identity.get("settings");
        settings.remove(List.of("epsilons", "parts"));
        ((ObjectNode) settings.get("proxies")).remove(List.of("keptLayers", "fromScratch"));
        return identity;
    }

    /** The arms of one run. */
    private final class Arms {
        private final Laboratory laboratory;
        private final LanguageModel shipped;
        private final AblationProxies proxies;
        private final List<Grid.Line<TradeoffRow>> lines = new ArrayList<>();

        Arms(Laboratory laboratory) {
            this.laboratory = laboratory;
            this.shipped = laboratory.proxy();
            this.proxies = new AblationProxies(laboratory, config, out.resolve("proxies"));
        }

        List<Grid.Line<TradeoffRow>> lines() {
            lines.add(laboratory.line(config.setting().plain().in(config.setting())));
            lines.add(laboratory.line(protectedTrial("as shipped")));
            scores();
            order();
            guard();
            losses();
            otherProxies();
            return List.copyOf(lines);
        }

        private void scores() {
            for (double epsilon : config.epsilons()) {
                add(Part.SCORE, "finite difference, epsilon " + epsilon, label -> (seed, sampled) -> {
                    try (PoisonDirection direction =
                                    PoisonDirection.load(laboratory.runtime(), models.poison(), shipped);
                            GenerationEngine engine =
                                    laboratory.engine(shipped, direction, ScoreKind.FINITE_DIFFERENCE, epsilon)) {
                        return laboratory.row(engine, protectedTrial(label), seed, sampled);
                    }
                });
            }
        }

        private void order() {
            Truncation other = config.setting().truncation() == Truncation.TRUNCATE_THEN_TILT
                    ? Truncation.TILT_THEN_TRUNCATE
                    : Truncation.TRUNCATE_THEN_TILT;
            add(Part.ORDER, other.name().toLowerCase(Locale.ROOT).replace("_then_", ", then "), label -> laboratory
                    .line(trial(label, other, TiltRules.UNLIMITED))
                    .maker());
        }

        private void guard() {
            TiltRules answerPlain =
                    new TiltRules(TiltedSpan.ALL, Markers.USUAL, true, true, Double.POSITIVE_INFINITY, 0);
            add(Part.GUARD, "the answer left plain", label -> laboratory
                    .line(trial(label, config.setting().truncation(), answerPlain))
                    .maker());
        }

        private void losses() {
            addDirection(Part.LOSS, "all tokens", this::shippedAgain, proxy -> DownstreamLoss.allTokens());
            addDirection(
                    Part.LOSS,
                    "answer tokens",
                    this::shippedAgain,
                    proxy -> DownstreamLoss.answerTokens(proxy.tokenizer(), ANSWER_MARKERS));
            addDirection(
                    Part.LOSS,
                    "content tokens",
                    this::shippedAgain,
                    proxy -> DownstreamLoss.contentTokens(
                            laboratory.teacher(),
                            config.setting().tau(),
                            config.setting().topP()));
        }

        private void otherProxies() {
            addDirection(
                    Part.PROXY,
                    "the student's own base",
                    () -> LanguageModel.load(laboratory.runtime(), models.student()),
                    proxy -> DownstreamLoss.allTokens());
            add(
                    Part.PROXY,
                    "the student, refreshed twice",
                    label -> (seed, sampled) -> new RefreshedProxy(laboratory, proxies, AblationConfig.REFRESHED_PARTS)
                            .row(protectedTrial(label), seed, sampled));
            int all = laboratory.teacher().config().layers();
            AblationShapes made = config.trained();
            for (int kept : made.keptLayers()) {
                Setting.require(kept < all, kept, "keptLayers", "the teacher has " + all + ", keep fewer");
                addDirection(
                        Part.PROXY,
                        kept + " of the teacher's " + all + " layers",
                        () -> proxies.derived(kept),
                        proxy -> DownstreamLoss.allTokens());
            }
            for (TinyShape shape : made.fromScratch()) {
                addDirection(
                        Part.PROXY,
                        "from scratch, " + shape.family() + ", width " + shape.width() + ", layers " + shape.layers(),
                        () -> proxies.fromScratch(shape),
                        proxy -> DownstreamLoss.allTokens());
            }
        }

        private LanguageModel shippedAgain() {
            return LanguageModel.load(laboratory.runtime(), models.proxy());
        }

        private void addDirection(
                Part part, String name, Supplier<LanguageModel> opened, Function<LanguageModel, DownstreamLoss> loss) {
            add(part, name, label -> (seed, sampled) -> {
                try (LanguageModel proxy = opened.get();
                        PoisonDirection direction =
                                proxies.direction(label.replaceAll("[^a-z0-9]+", "-"), proxy, loss.apply(proxy));
                        GenerationEngine engine = laboratory.engine(proxy, direction, ScoreKind.FORWARD, 0)) {
                    return laboratory.row(engine, protectedTrial(label), seed, sampled);
                }
            });
        }

        private void add(Part part, String name, Function<String, Grid.Maker<TradeoffRow>> maker) {
            if (config.parts().contains(part)) {
                String label = part.label() + ": " + name;
                lines.add(new Grid.Line<>(label, maker.apply(label)));
            }
        }

        private Trial protectedTrial(String label) {
            return trial(label, config.setting().truncation(), TiltRules.UNLIMITED);
        }

        private Trial trial(String label, Truncation truncation, TiltRules tilt) {
            Setting setting = config.setting();
            return new Trial(
                    label,
                    new SamplingSettings(
                            Sampler.ANTIDISTILLATION, config.lambda(), setting.tau(), setting.topP(), truncation),
                    tilt);
        }
    }
}
