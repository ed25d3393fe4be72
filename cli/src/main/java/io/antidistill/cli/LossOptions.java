package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.DownstreamLoss;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** Which tokens of the traces the downstream loss counts. */
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
            description = "With --loss content: the teacher that wrote the traces.")
    private Path teacher;

    @Option(
            names = "--tau",
            paramLabel = "X",
            defaultValue = "0.9",
            description = "With --loss content: the teacher's temperature. Default: ${DEFAULT-VALUE}.")
    private double tau;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            defaultValue = "0.95",
            description = "With --loss content: the teacher's nucleus. Default: ${DEFAULT-VALUE}.")
    private double topP;

    /** The losses by their names on the command line. */
    enum LossName {
        ALL,
        ANSWER,
        CONTENT
    }

    /** A loss with the teacher that it asks, if it does; owns the teacher. */
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
        if ((loss == LossName.CONTENT) != (teacher != null)) {
            throw new CommandFailure(2, "--loss content and --teacher belong together. Give both or neither.");
        }
        return switch (loss) {
            case ALL -> new Loaded(DownstreamLoss.allTokens(), null);
            case ANSWER ->
                new Loaded(checked(() -> DownstreamLoss.answerTokens(proxy.tokenizer(), answerMarkers)), null);
            case CONTENT -> loadContent(runtime, proxy);
        };
    }

    private Loaded loadContent(TorchRuntime runtime, LanguageModel proxy) {
        LanguageModel model = LanguageModel.load(runtime, ModelDirectory.of(teacher));
        try {
            model.requireSameVocabulary(proxy);
            return new Loaded(checked(() -> DownstreamLoss.contentTokens(model, tau, topP)), model);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static DownstreamLoss checked(Supplier<DownstreamLoss> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
