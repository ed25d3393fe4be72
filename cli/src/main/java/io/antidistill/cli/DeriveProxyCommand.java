package io.antidistill.cli;

import io.antidistill.cli.cluster.PromptFile;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.student.DerivationSettings;
import io.antidistill.student.ProxyDerivation;
import io.antidistill.student.TrainingSettings;
import io.antidistill.tokenizer.ChatMessage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a proxy for a teacher that has no smaller sibling. */
@Command(
        name = "derive-proxy",
        header = "Make a proxy from a teacher: some of its layers, trained on its own answers.",
        description =
                "For a teacher that has no smaller model of the same vocabulary. The same command goes on where it was interrupted.",
        descriptionHeading = "%n",
        sortOptions = false)
final class DeriveProxyCommand implements Callable<Integer> {
    @Option(names = "--teacher", required = true, paramLabel = "DIR", description = "A Hugging Face directory.")
    private Path teacher;

    @Option(
            names = "--layers",
            required = true,
            paramLabel = "N",
            description = "Layers to keep, spread over the depth.")
    private int layers;

    @Option(
            names = "--prompts",
            required = true,
            paramLabel = "FILE.jsonl",
            description = "Prompts like those that will be protected, as for `generate`.")
    private Path prompts;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the proxy goes; also keeps the teacher's answers, in samples.jsonl.")
    private Path out;

    @Option(
            names = "--samples-per-prompt",
            paramLabel = "N",
            defaultValue = "1",
            description = "Default: ${DEFAULT-VALUE}.")
    private int samplesPerPrompt;

    @Option(names = "--tau", paramLabel = "X", defaultValue = "0.9", description = "Default: ${DEFAULT-VALUE}.")
    private double tau;

    @Option(names = "--top-p", paramLabel = "P", defaultValue = "0.95", description = "Default: ${DEFAULT-VALUE}.")
    private double topP;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "256",
            description = "Most tokens of an answer. Default: ${DEFAULT-VALUE}.")
    private int maxNewTokens;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Answers sampled at once. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--holdout-share",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "Share of the prompts kept for the loss before and after. Default: ${DEFAULT-VALUE}.")
    private double holdoutShare;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", defaultValue = "8", description = "Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
            names = "--learning-rate",
            paramLabel = "RATE",
            defaultValue = "3e-4",
            description = "Peak of the schedule. Default: ${DEFAULT-VALUE}.")
    private double learningRate;

    @Option(
            names = "--checkpoint-steps",
            paramLabel = "N",
            defaultValue = "50",
            description = "Steps after which the training's state is kept. Default: ${DEFAULT-VALUE}.")
    private int checkpointSteps;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        DerivationSettings settings = settings();
        List<List<ChatMessage>> conversations = PromptFile.read(prompts).stream()
                .map(prompt -> prompt.getMessages().stream()
                        .map(m -> new ChatMessage(m.getRole(), m.getContent()))
                        .toList())
                .toList();
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, ModelDirectory.of(teacher));
                TrainingProgress progress = new TrainingProgress()) {
            report(new ProxyDerivation(settings, out, progress::at).derive(runtime, model, conversations));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
        return 0;
    }

    private DerivationSettings settings() {
        try {
            TrainingSettings training =
                    new TrainingSettings(learningRate, epochs, batchSize, 1, 1, 0.1, 1.0, 0.1, seed);
            return new DerivationSettings(
                    layers, samplesPerPrompt, tau, topP, maxNewTokens, batch, holdoutShare, training, checkpointSteps);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }

    private void report(ProxyDerivation.Result result) {
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "The proxy is in %s: layers %s of the teacher, %,d parameters. Loss on held-out answers: %.3f nats per token as cut, %.3f after training.%n",
                        out,
                        Arrays.toString(result.keptLayers()),
                        result.parameters(),
                        result.lossBefore(),
                        result.lossAfter());
    }
}
