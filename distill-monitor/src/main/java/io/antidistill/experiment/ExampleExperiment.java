package io.antidistill.experiment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.Chunk;
import io.antidistill.engine.GenerationResult;
import io.antidistill.experiment.ExamplePair.Piece;
import io.antidistill.experiment.ExamplePair.Side;
import io.antidistill.model.TorchRuntime;
import io.antidistill.task.AnswerGrader;
import io.antidistill.task.Problem;
import io.antidistill.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Traces side by side: the same prompts with the same noise, plain and protected. Used by one thread. */
public final class ExampleExperiment {
    private static final int FEW_COURSE_PARTS = 1;
    private static final int SEED = 1;
    private static final String HALF_A_CHARACTER = "\uFFFD";

    private final Setting setting;
    private final double lambda;
    private final TradeoffModels models;
    private final Path out;

    /** @param setting its prompts are those that are shown */
    public ExampleExperiment(Setting setting, double lambda, TradeoffModels models, Path out) {
        Setting.require(lambda > 0 && Double.isFinite(lambda), lambda, "lambda", "it must be above 0");
        this.setting = setting;
        this.lambda = lambda;
        this.models = models;
        this.out = out;
    }

    /**
     * Samples, writes examples.html and examples.json, and returns the pairs.
     *
     * @throws io.antidistill.weights.ModelFormatException if a model cannot be read
     */
    public List<ExamplePair> run(TorchRuntime runtime, ExperimentProgress progress) {
        try (Laboratory laboratory = Laboratory.open(runtime, models, setting, FEW_COURSE_PARTS)) {
            long total = 2L * setting.prompts();
            TracedPrompts plain =
                    laboratory.traces(setting.plain().in(setting), SEED, done -> progress.at(done, total, "plain"));
            TracedPrompts guarded = laboratory.traces(
                    setting.antidistillation(lambda).in(setting),
                    SEED,
                    done -> progress.at(setting.prompts() + done, total, "protected"));
            List<ExamplePair> pairs = pairs(laboratory.teacher().tokenizer(), plain, guarded);
            Report report = new Report(out);
            ObjectNode json = laboratory.identity(setting).put("lambda", lambda).put("seed", SEED);
            json.set("pairs", Report.tree(pairs));
            report.write("examples.json", json.toPrettyString() + "\n");
            report.write("examples.html", ExamplePage.of(setting.tau(), lambda, pairs));
            return pairs;
        }
    }

    private static List<ExamplePair> pairs(Tokenizer tokenizer, TracedPrompts plain, TracedPrompts guarded) {
        List<ExamplePair> pairs = new ArrayList<>();
        for (int i = 0; i < plain.problems().size(); i++) {
            Problem problem = plain.problems().get(i);
            List<String> left = texts(plain.results().get(i).tokenIds(), tokenizer::decode);
            List<String> right = texts(guarded.results().get(i).tokenIds(), tokenizer::decode);
            List<AbstractDelta<String>> deltas = DiffUtils.diff(left, right).getDeltas();
            pairs.add(new ExamplePair(
                    problem.question(),
                    problem.answer(),
                    side(plain, i, marked(left, deltas, AbstractDelta::getSource)),
                    side(guarded, i, marked(right, deltas, AbstractDelta::getTarget))));
        }
        return List.copyOf(pairs);
    }

    private static Side side(TracedPrompts traces, int place, List<Piece> pieces) {
        GenerationResult result = traces.results().get(place);
        return new Side(
                pieces,
                AnswerGrader.isRight(
                        traces.lessons().get(place).text(),
                        traces.problems().get(place).answer()),
                result.statistics().changedTokens(),
                result.statistics().klMean());
    }

    /** What each token adds to the text. Decoded from the beginning each time: a token alone would lose its spaces. */
    static List<String> texts(int[] ids, Function<int[], String> decoder) {
        List<String> texts = new ArrayList<>();
        String before = "";
        for (int end = 1; end <= ids.length; end++) {
            String now = decoder.apply(Arrays.copyOf(ids, end));
            boolean whole = end == ids.length || !now.endsWith(HALF_A_CHARACTER);
            if (whole && now.startsWith(before) && now.length() > before.length()) {
                texts.add(now.substring(before.length()));
                before = now;
            }
        }
        return texts;
    }

    private static List<Piece> marked(
            List<String> texts,
            List<AbstractDelta<String>> deltas,
            Function<AbstractDelta<String>, Chunk<String>> chunk) {
        boolean[] own = new boolean[texts.size()];
        for (AbstractDelta<String> delta : deltas) {
            Chunk<String> changed = chunk.apply(delta);
            Arrays.fill(own, changed.getPosition(), changed.getPosition() + changed.size(), true);
        }
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < own.length; i++) {
            pieces.add(new Piece(texts.get(i), own[i]));
        }
        return pieces;
    }
}
