package io.antidistill.student;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.FinishReason;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * A teacher's own plain answers to prompts, kept in a file as they come: sampling that was interrupted goes on where it was. An answer
 * depends on its prompt's place, the repetition and the seed alone. For one thread.
 */
final class TeacherSamples {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED_STRIDE = 1_000_003;

    /** One line of the file. */
    private record Sample(int number, int[] tokens, boolean ended) {}

    private final Path file;
    private final String identity;
    private final LanguageModel teacher;
    private final DerivationSettings settings;
    private final List<int[]> prompts = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();

    /** @param identity what has to be the same for the file's samples to be of use */
    TeacherSamples(
            Path file,
            String identity,
            LanguageModel teacher,
            List<List<ChatMessage>> conversations,
            DerivationSettings settings) {
        this.file = file;
        this.identity = identity;
        this.teacher = teacher;
        this.settings = settings;
        conversations.forEach(messages -> prompts.add(teacher.promptIds(messages)));
    }

    /** @throws IllegalArgumentException if the file holds samples of other settings, or a prompt does not fit the teacher */
    List<CompletionExample> complete(TorchRuntime runtime, IntConsumer progress) throws IOException {
        read();
        int total = prompts.size() * settings.samplesPerPrompt();
        progress.accept(samples.size());
        if (samples.size() < total) {
            try (GenerationEngine engine = GenerationEngine.start(engineConfig(), runtime, teacher, null, null)) {
                while (samples.size() < total) {
                    sampleUpTo(Math.min(total, samples.size() + 4 * settings.batch()), engine, progress);
                }
            }
        }
        return samples.stream().map(this::example).toList();
    }

    private EngineConfig engineConfig() {
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
        int context =
                Math.min(longest + settings.maxNewTokens(), teacher.config().maxPositions());
        if (longest >= context) {
            throw new IllegalArgumentException("a prompt has " + longest + " tokens and the teacher "
                    + teacher.config().maxPositions() + " positions: leave it out");
        }
        return new EngineConfig(settings.batch(), context, 4 * settings.batch(), ScoreKind.FORWARD, 0);
    }

    private void sampleUpTo(int end, GenerationEngine engine, IntConsumer progress) throws IOException {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int number = samples.size(); number < end; number++) {
            requests.add(new GenerationRequest(
                    prompts.get(number % prompts.size()),
                    SamplingSettings.plain(settings.tau(), settings.topP()),
                    settings.training().seed() * SEED_STRIDE + number,
                    settings.maxNewTokens()));
        }
        int before = samples.size();
        for (GenerationResult result : engine.generateAll(requests, done -> progress.accept(before + done))) {
            Sample sample = new Sample(samples.size(), result.tokenIds(), result.finishReason() == FinishReason.STOP);
            append(JSON.writeValueAsString(sample));
            samples.add(sample);
        }
    }

    private CompletionExample example(Sample sample) {
        int[] prompt = prompts.get(sample.number() % prompts.size());
        List<Integer> ends = teacher.config().eosTokenIds();
        boolean withEnd = sample.ended() && !ends.isEmpty();
        int[] ids = Arrays.copyOf(prompt, prompt.length + sample.tokens().length + (withEnd ? 1 : 0));
        System.arraycopy(sample.tokens(), 0, ids, prompt.length, sample.tokens().length);
        if (withEnd) {
            ids[ids.length - 1] = ends.get(0);
        }
        return new CompletionExample(ids, prompt.length);
    }

    private void read() throws IOException {
        samples.clear();
        if (!Files.exists(file)) {
            append(identity);
            return;
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals(identity)) {
            throw new IllegalArgumentException(
                    file
                            + " holds samples of another teacher, other prompts or other settings: name another directory, or delete that file");
        }
        for (String line : lines.subList(1, lines.size())) {
            Optional<Sample> sample = sample(line);
            if (sample.isEmpty() || sample.get().number() != samples.size()) {
                rewrite(); // what comes after a line that is cut off or missing is sampled again
                return;
            }
            samples.add(sample.get());
        }
    }

    /** Empty for a line that was cut off when the process ended. */
    private static Optional<Sample> sample(String line) {
        try {
            return Optional.of(JSON.readValue(line, Sample.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void rewrite() throws IOException {
        List<String> lines = new ArrayList<>(List.of(identity));
        for (Sample sample : samples) {
            lines.add(JSON.writeValueAsString(sample));
        }
        Files.write(file, lines);
    }

    private void append(String line) throws IOException {
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
