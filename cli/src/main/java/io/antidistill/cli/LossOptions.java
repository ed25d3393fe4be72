package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.DownstreamLoss;
import io.antidistill.poison.ScoreCalibration;
import io.antidistill.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Which tokens of the traces the downstream loss counts, and whose candidates the score's scale is measured under. */
final class LossOptions {
    @Option(
            names = "--loss",
            paramLabel = "all|answer|content",
            defaultValue = "all",
            description = "Tokens that the loss counts. all: every token of the traces. answer: those behind the last"
                    + " answer marker. content: those at which the teacher has a single candidate."
                    + " Default: ${DEFAULT-VALUE}.")
    private LossName loss;

    @Option(
            names = "--answer-marker",
            paramLabel = "TEXT",
            defaultValue = "answer:,\\boxed{",
            split = ",",
            description = "With --loss answer: where an answer begins; may be repeated. Default: ${DEFAULT-VALUE}.")
    private List<String> answerMarkers;

    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description =
                    "The teacher that wrote the traces: the score's scale is measured under its candidates, else under the"
                            + " proxy's own. Needed with --loss content.")
    private Path teacher;

    @Option(
            names = "--tau",
            paramLabel = "X",
            defaultValue = "0.9",
            description = "The teacher's temperature. Default: ${DEFAULT-VALUE}.")
    private double tau;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            defaultValue = "0.95",
            description = "The teacher's nucleus. Default: ${DEFAULT-VALUE}.")
    private double topP;

    /** The losses by their names on the command line. */
    enum LossName {
        ALL,
        ANSWER,
        CONTENT
    }

    /** A loss with the teacher, if one is named; owns the teacher. */
    record Loaded(DownstreamLoss loss, LanguageModel teacherOrNull) implements AutoCloseable {

        /** Most tokens of a trace that both models have room for. */
        int longestTrace(LanguageModel proxy) {
            int longest = proxy.config().maxPositions();
            return teacherOrNull == null
                    ? longest
                    : Math.min(longest, teacherOrNull.config().maxPositions());
        }

        @Override
        public void close() {
            if (teacherOrNull != null) {
                teacherOrNull.close();
            }
        }
    }

    Loaded load(TorchRuntime runtime, LanguageModel proxy) {
        if (loss == LossName.CONTENT && teacher == null) {
            throw new CommandFailure(2, "--loss content asks the teacher which tokens count. Give --teacher.");
        }
        checked(() -> SamplingSettings.plain(tau, topP));
        LanguageModel model = teacher == null ? null : LanguageModel.load(runtime, ModelDirectory.of(teacher));
        try {
            if (model != null) {
                model.requireSameVocabulary(proxy);
            }
            return new Loaded(loss(proxy, model), model);
        } catch (RuntimeException e) {
            if (model != null) {
                model.close();
            }
            throw e;
        }
    }

    private DownstreamLoss loss(LanguageModel proxy, LanguageModel teacherOrNull) {
        return switch (loss) {
            case ALL -> DownstreamLoss.allTokens();
            case ANSWER -> checked(() -> DownstreamLoss.answerTokens(proxy.tokenizer(), answerMarkers));
            case CONTENT -> checked(() -> DownstreamLoss.contentTokens(teacherOrNull, tau, topP));
        };
    }

    /** What finds the scale of a direction's score. */
    ScoreCalibration calibration(TorchRuntime runtime, LanguageModel proxy, Loaded loaded) {
        return new ScoreCalibration(runtime, proxy, Optional.ofNullable(loaded.teacherOrNull()), tau, topP);
    }

    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
