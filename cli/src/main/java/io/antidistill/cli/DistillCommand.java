package io.antidistill.cli;

import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.student.Distillation;
import io.antidistill.student.JsonLines;
import io.antidistill.student.Trained;
import io.antidistill.student.Trainer;
import io.antidistill.student.TrainingLog;
import io.antidistill.student.TrainingSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Does what a thief would do with traces. */
@Command(
        name = "distill",
        header = "Train a student on traces.",
        description =
                "Low-rank by default: AdamW, a cosine schedule with 10 %% warm-up, gradients clipped to norm 1, the prompt masked.",
        descriptionHeading = "%n",
        sortOptions = false)
final class DistillCommand implements Callable<Integer> {
    @Option(
            names = "--student",
            required = true,
            paramLabel = "DIR",
            description = "The base to start from: a Hugging Face directory or hub id.")
    private Path student;

    @Option(
            names = "--traces",
            required = true,
            paramLabel = "FILE.jsonl",
            description = "Objects with prompt and text, as `generate` writes them.")
    private Path traces;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where the trained student goes.")
    private Path out;

    @Option(
            names = "--holdout",
            paramLabel = "FILE.jsonl",
            description = "Clean traces on other prompts; their loss is measured before and after.")
    private Path holdout;

    @Option(names = "--full", description = "Train every weight instead of a low-rank adapter.")
    private boolean full;

    @Option(
            names = "--rank",
            paramLabel = "N",
            defaultValue = "16",
            description = "Rank and alpha. Default: ${DEFAULT-VALUE}.")
    private int rank;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "2e-3",
            description = "Peak of the schedule. Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        TrainingSettings settings = TrainingSettings.tinyLora(seed)
                .withRank(rank)
                .withLearningRate(learningRate)
                .withEpochs(epochs)
                .withBatchSize(batchSize);
        Path start = ModelDirectory.of(student);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel base = LanguageModel.load(runtime, start);
                TrainingProgress progress = new TrainingProgress()) {
            List<CompletionExample> lessons = Distillation.examples(base, JsonLines.readTraces(traces));
            Trainer trainer = (full ? Trainer.fullFineTuning(settings) : Trainer.lora(settings))
                    .withListener((step, steps, loss) -> progress.at("student", step, steps, loss));
            if (holdout != null) {
                trainer = trainer.withHoldout(
                        Distillation.examples(base, JsonLines.readTraces(holdout)), Integer.MAX_VALUE);
            }
            Files.createDirectories(out);
            try (Trained trained = trainer.train(runtime, base.config(), base.parameters(), lessons);
                    LanguageModel model = LanguageModel.of(
                            runtime, start, base.config(), trained.parameters().copy())) {
                model.save(out);
                report(lessons.size(), trained.log());
            }
        }
        return 0;
    }

    private void report(int lessons, TrainingLog log) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "Trained on %d traces; training loss %.3f at the end. The student is in %s.%n",
                        lessons,
                        log.recentTrainLoss(10),
                        out);
        for (TrainingLog.HoldoutPoint point : log.holdout()) {
            spec.commandLine()
                    .getOut()
                    .printf(
                            Locale.ROOT,
                            "Holdout loss after %d steps: %.4f nats per token.%n",
                            point.step(),
                            point.loss());
        }
    }
}
