package io.antidistill.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.Inspection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a loaded model computes, for checking against Hugging Face. */
@Command(
        name = "inspect",
        header = "Write what a model computes, to check it against another implementation.",
        subcommands = InspectPromptCommand.class,
        sortOptions = false)
final class InspectSubcommands {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    /** What every inspection needs. */
    static final class Subject {
        @Option(
                names = "--model",
                required = true,
                paramLabel = "DIR",
                description = "A Hugging Face directory or hub id.")
        private Path model;

        @Option(
                names = "--ids",
                required = true,
                paramLabel = "FILE.json",
                description = "Token ids: a JSON list of lists, one per row.")
        private Path ids;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "FILE.safetensors",
                description = "Where the fp32 tensors go.")
        private Path out;

        @Option(
                names = "--dtype",
                paramLabel = "fp32|bf16",
                description = "Number type to compute in. Default: that of the weights' files.")
        private NumberType dtype;
    }

    /** What the loss is about. */
    static final class Completion {
        @Option(
                names = "--prompt-length",
                paramLabel = "P",
                defaultValue = "1",
                description = "Tokens of each row that are not counted. Default: ${DEFAULT-VALUE}.")
        private int promptLength;
    }

    @FunctionalInterface
    private interface Computation {
        Inspection of(TorchRuntime runtime, LanguageModel model, int[][] ids);
    }

    @Command(name = "logits", header = "Logits of every position: tensor logits.", sortOptions = false)
    int logits(@Mixin Subject subject) throws IOException {
        return write(subject, 1, Inspection::logits);
    }

    @Command(name = "loss", header = "Mean loss of a completion token: tensor loss.", sortOptions = false)
    int loss(@Mixin Subject subject, @Mixin Completion completion) throws IOException {
        int p = completion.promptLength;
        return write(subject, p + 1, (runtime, model, ids) -> Inspection.loss(runtime, model, ids, p));
    }

    @Command(name = "gradient", header = "Gradient of that loss: tensors grad.<parameter>.", sortOptions = false)
    int gradient(@Mixin Subject subject, @Mixin Completion completion) throws IOException {
        int p = completion.promptLength;
        return write(subject, p + 1, (runtime, model, ids) -> Inspection.gradient(runtime, model, ids, p));
    }

    @Command(
            name = "score",
            header = "Poison score of every entry at every position: tensor score.",
            sortOptions = false)
    int score(
            @Mixin Subject subject,
            @Option(
                            names = "--direction",
                            required = true,
                            paramLabel = "FILE",
                            description =
                                    "The model's poison file, or any file with one tensor for each of its parameters.")
                    Path direction)
            throws IOException {
        return write(subject, 1, (runtime, model, ids) -> Inspection.score(runtime, model, direction, ids));
    }

    private int write(Subject subject, int leastTokens, Computation computation) throws IOException {
        if (leastTokens < 1) {
            throw new CommandFailure(2, "--prompt-length is negative. Give the number of tokens that come first.");
        }
        OutputFile.check(subject.out);
        int[][] ids = read(subject.ids);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, ModelDirectory.of(subject.model), subject.dtype)) {
            check(ids, subject.ids, leastTokens, model);
            try (Inspection inspection = computation.of(runtime, model, ids)) {
                inspection.save(subject.out);
                spec.commandLine()
                        .getOut()
                        .printf("%d tensors in %s.%n", inspection.tensors().size(), subject.out);
            }
        }
        return 0;
    }

    private static int[][] read(Path file) throws IOException {
        try {
            JsonNode rows = JSON.readTree(Files.readString(file));
            if (rows.isArray() && !rows.isEmpty()) {
                return JSON.treeToValue(rows, int[][].class);
            }
        } catch (JsonProcessingException e) {
            throw new CommandFailure(notIds(file), e);
        }
        throw new CommandFailure(notIds(file));
    }

    private static String notIds(Path file) {
        return "%s is not a JSON list of lists of token ids. Write for example [[1, 2, 3], [4, 5]].".formatted(file);
    }

    private static void check(int[][] ids, Path file, int leastTokens, LanguageModel model) {
        int most = model.config().maxPositions();
        int vocabulary = model.config().vocabularySize();
        for (int row = 0; row < ids.length; row++) {
            int length = ids[row] == null ? 0 : ids[row].length;
            if (length < leastTokens || length > most) {
                throw new CommandFailure("row %d of %s has %d tokens. Give each row at least %d and at most %d."
                        .formatted(row, file, length, leastTokens, most));
            }
            for (int id : ids[row]) {
                if (id < 0 || id >= vocabulary) {
                    throw new CommandFailure("row %d of %s has the token id %d. The model's ids are 0 to %d."
                            .formatted(row, file, id, vocabulary - 1));
                }
            }
        }
    }
}
