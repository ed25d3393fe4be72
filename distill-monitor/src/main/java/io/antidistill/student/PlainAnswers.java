package io.antidistill.student;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Asks a model by itself, without protection: clean teacher traces, and the answers of students. The same seed gives the same answers. For
 * one thread at a time; close it before the model.
 */
public final class PlainAnswers implements AutoCloseable {
    private static final int SLOTS = 32;
    private static final int QUEUE = 1024;

    /** A real model's whole context would take gigabytes for all slots. */
    private static final int LONGEST_PROMPT = 2048;

    private final LanguageModel model;
    private final SamplingSettings sampling;
    private final int maxNewTokens;
    private final long seed;
    private final int context;
    private final GenerationEngine engine;

    /**
     * @param tau sampling temperature
     * @param topP nucleus
     * @param maxNewTokens where an answer is cut off
     */
    public PlainAnswers(
            TorchRuntime runtime, LanguageModel model, double tau, double topP, int maxNewTokens, long seed) {
        this.model = model;
        this.sampling = new SamplingSettings(Sampler.ANTIDISTILLATION, 0, tau, topP, Truncation.TRUNCATE_THEN_TILT);
        this.maxNewTokens = maxNewTokens;
        this.seed = seed;
        this.context = Math.min(model.config().maxPositions(), LONGEST_PROMPT + maxNewTokens);
        EngineConfig config = new EngineConfig(SLOTS, context, QUEUE, ScoreKind.FORWARD, 0);
        this.engine = GenerationEngine.start(config, runtime, model, null, null);
    }

    /** One answer to each question, in their order. */
    public List<String> to(List<String> questions, IntConsumer progress) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (String question : questions) {
            requests.add(request(promptIds(question), requests.size(), maxNewTokens));
        }
        return texts(engine.generateAll(requests, progress));
    }

    /**
     * What the model goes on to write after an answer of its own and a prefix that asks for the result.
     *
     * @param answers one to each question
     */
    public List<String> continued(
            List<String> questions, List<String> answers, String prefix, int moreTokens, IntConsumer progress) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            int[] answer = model.tokenizer().encode(answers.get(i) + prefix);
            requests.add(request(joined(promptIds(questions.get(i)), answer, moreTokens), i, moreTokens));
        }
        return texts(engine.generateAll(requests, progress));
    }

    private GenerationRequest request(int[] promptIds, int number, int tokens) {
        return new GenerationRequest(promptIds, sampling, seed * 1_000_003 + number, tokens);
    }

    private int[] promptIds(String question) {
        return model.promptIds(List.of(new ChatMessage("user", question)));
    }

    /** Prompt and answer; of an answer too long for the context, the beginning is left out. */
    private int[] joined(int[] prompt, int[] answer, int room) {
        int kept = Math.min(answer.length, context - room - prompt.length);
        int[] ids = new int[prompt.length + kept];
        System.arraycopy(prompt, 0, ids, 0, prompt.length);
        System.arraycopy(answer, answer.length - kept, ids, prompt.length, kept);
        return ids;
    }

    private List<String> texts(List<GenerationResult> results) {
        return results.stream()
                .map(result -> model.tokenizer().decode(result.tokenIds()))
                .toList();
    }

    @Override
    public void close() {
        engine.close();
    }
}
