package io.antidistill.student;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Makes a proxy for a teacher that has no smaller sibling: some of its layers, trained for a while on the teacher's own answers. The proxy has
 * the teacher's vocabulary by construction, and is a Hugging Face directory. For one thread.
 *
 * <p>Samples and the training's state are kept in the output directory; the same call goes on where it was interrupted, and ends with the
 * same proxy.
 */
public final class ProxyDerivation {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What came of it.
     *
     * @param keptLayers the teacher's layers, counted from 0
     * @param parameters how many numbers the proxy has
     * @param lossBefore nats per token of the teacher's answers on holdout prompts, of the layers as they were cut
     * @param lossAfter the same after training
     */
    public record Result(int[] keptLayers, long parameters, double lossBefore, double lossAfter) {}

    private final DerivationSettings settings;
    private final Path out;
    private final TinyModels.Progress progress;

    /** @param progress hears of "samples" and "proxy" */
    public ProxyDerivation(DerivationSettings settings, Path out, TinyModels.Progress progress) {
        this.settings = settings;
        this.out = out;
        this.progress = progress;
    }

    /**
     * @param conversations prompts like those that will be protected
     * @throws IllegalArgumentException if the directory holds the beginnings of another derivation, or the settings do not fit the teacher
     * @throws IOException if the directory cannot be written
     * @throws InterruptedException if the thread was interrupted
     */
    public Result derive(TorchRuntime runtime, LanguageModel teacher, List<List<ChatMessage>> conversations)
            throws IOException, InterruptedException {
        int[] kept = KeptLayers.spread(teacher.config().layers(), settings.layers());
        int held = Math.max(1, (int) Math.round(settings.holdoutShare() * conversations.size()));
        if (held >= conversations.size()) {
            throw new IllegalArgumentException("invalid value " + conversations.size()
                    + " for the number of prompts: some are for training and some for the holdout; give at least two");
        }
        Files.createDirectories(out);
        String identity = identity(teacher, conversations);
        List<CompletionExample> samples = samples(runtime, teacher, conversations, identity);
        List<CompletionExample> holdout = samples.subList(0, held);
        // A prompt's repetitions are one whole round of prompts apart: those of the holdout are left out of the
        // training too.
        List<CompletionExample> lessons = new ArrayList<>();
        for (int i = 0; i < samples.size(); i++) {
            if (i % conversations.size() >= held) {
                lessons.add(samples.get(i));
            }
        }
        TrainingCheckpoint checkpoint =
                new TrainingCheckpoint(out.resolve("training.safetensors"), settings.checkpointSteps(), identity);
        try (LanguageModel cut = teacher.withLayers(kept)) {
            double before = HoldoutLoss.of(runtime, cut.decoder(), holdout);
            try (Trained trained = Trainer.fullFineTuning(settings.training())
                            .withCheckpoint(checkpoint)
                            .withListener((step, steps, loss) -> progress.stepped("proxy", step, steps, loss))
                            .train(runtime, cut.config(), cut.parameters(), lessons);
                    LanguageModel proxy = LanguageModel.of(
                            runtime,
                            teacher.directory(),
                            cut.config(),
                            trained.parameters().copy())) {
                double after = HoldoutLoss.of(runtime, proxy.decoder(), holdout);
                proxy.save(out);
                checkpoint.delete();
                return new Result(kept, proxy.parameters().count(), before, after);
            }
        }
    }

    private List<CompletionExample> samples(
            TorchRuntime runtime, LanguageModel teacher, List<List<ChatMessage>> conversations, String identity)
            throws IOException {
        int total = conversations.size() * settings.samplesPerPrompt();
        return new TeacherSamples(out.resolve("samples.jsonl"), identity, teacher, conversations, settings)
                .complete(runtime, done -> progress.stepped("samples", done, total, Double.NaN));
    }

    private String identity(LanguageModel teacher, List<List<ChatMessage>> conversations)
            throws JsonProcessingException {
        String prompts = JSON.writeValueAsString(conversations);
        ObjectNode identity = JSON.createObjectNode();
        identity.put("teacher", teacher.sha256());
        identity.put(
                "prompts",
                UUID.nameUUIDFromBytes(prompts.getBytes(StandardCharsets.UTF_8)).toString());
        identity.set("settings", JSON.valueToTree(settings));
        return identity.toString();
    }
}
