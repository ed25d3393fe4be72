package io.antidistill.engine;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.SamplingSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/**
 * How long eight running answers wait for each other's next token while a long prompt joins them, by the size of a chunk. In the engine thread's
 * own processor time, which other work on the machine disturbs less than the clock.
 *
 * <p>Not run by the tests. The class path as for {@link EngineBenchmark}; then {@code java -cp … io.antidistill.engine.PrefillBenchmark MODEL
 * PROMPT_TOKENS}.
 */
final class PrefillBenchmark {
    private static final int RUNNING = 8;
    private static final int NEW_TOKENS = 40;
    private static final int JOINS_AFTER = 10;
    private static final int[] CHUNKS = {64, 128, 256, 512, 1 << 20};

    private PrefillBenchmark() {}

    public static void main(String[] args) {
        int promptTokens = Integer.parseInt(args[1]);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, Path.of(args[0]))) {
            System.out.println("  chunk  median step  longest step  all steps (CPU ms)");
            for (int chunk : CHUNKS) {
                measure(runtime, model, promptTokens, chunk);
                print(chunk, measure(runtime, model, promptTokens, chunk)); // the first warms up
            }
        }
    }

    private static List<Double> measure(TorchRuntime runtime, LanguageModel model, int promptTokens, int chunk) {
        List<Double> steps = new CopyOnWriteArrayList<>();
        EngineConfig config = new EngineConfig(
                        RUNNING + 1, promptTokens + NEW_TOKENS, RUNNING + 1, ScoreKind.FORWARD, 0)
                .withPrefillChunk(chunk);
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, model, null, null)) {
            engine.listen(new EngineListener() {
                private long before;
                private int count;

                @Override
                public void stepped(EngineStep step) {
                    long now = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    if (count++ == JOINS_AFTER) {
                        engine.offer(request(model, promptTokens, 1, 99), new Recorder());
                    } else if (count > JOINS_AFTER) {
                        steps.add((now - before) / 1e6);
                    }
                    before = now;
                }
            });
            List<GenerationRequest> requests = IntStream.range(0, RUNNING)
                    .mapToObj(i -> request(model, 10, NEW_TOKENS, i))
                    .toList();
            engine.generateAll(requests, done -> {});
        }
        return steps;
    }

    private static GenerationRequest request(LanguageModel model, int promptTokens, int newTokens, long seed) {
        int[] prompt = new Random(seed)
                .ints(promptTokens, 3, model.config().vocabularySize())
                .toArray();
        return new GenerationRequest(prompt, SamplingSettings.plain(1, 0.95), seed, newTokens);
    }

    private static void print(int chunk, List<Double> steps) {
        double[] sorted =
                steps.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "%7d  %11.0f  %12.0f  %9.0f%n",
                chunk,
                sorted[sorted.length / 2],
                sorted[sorted.length - 1],
                steps.stream().mapToDouble(Double::doubleValue).sum());
    }
}
