package io.antidistill.engine;

import com.sun.management.OperatingSystemMXBean;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.SamplingSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The engine's side of {@code tests/bench/decode.py}, which starts it: answers lines of {@code TYPE BATCH PROMPT NEW TAU} with how many seconds by
 * the clock and of processor time so many prompts of PROMPT tokens took to be continued by NEW tokens each, without protection, at the product's
 * default nucleus; a TAU of 1e-6 is greedy.
 */
final class DecodeBenchmark {
    private final TorchRuntime runtime;
    private final Path directory;
    private final Map<NumberType, LanguageModel> models = new EnumMap<>(NumberType.class);

    private DecodeBenchmark(TorchRuntime runtime, Path directory) {
        this.runtime = runtime;
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException {
        try (TorchRuntime runtime = TorchRuntime.open();
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            DecodeBenchmark benchmark = new DecodeBenchmark(runtime, Path.of(args[0]));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                System.out.println(benchmark.measured(
                        NumberType.valueOf(words[0]),
                        Integer.parseInt(words[1]),
                        Integer.parseInt(words[2]),
                        Integer.parseInt(words[3]),
                        Double.parseDouble(words[4])));
            }
            benchmark.models.values().forEach(LanguageModel::close);
        }
    }

    private String measured(NumberType type, int batch, int promptLength, int newTokens, double tau) {
        LanguageModel model = models.computeIfAbsent(type, t -> LanguageModel.load(runtime, directory, t));
        EngineConfig config = new EngineConfig(batch, promptLength + newTokens, batch, ScoreKind.FORWARD, 1e-3);
        Random random = new Random(1);
        List<GenerationRequest> requests = IntStream.range(0, batch)
                .mapToObj(i -> new GenerationRequest(
                        random.ints(promptLength, 100, model.config().vocabularySize())
                                .toArray(),
                        SamplingSettings.plain(tau, 0.95),
                        i,
                        newTokens))
                .toList();
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, model, null, null)) {
            long start = System.nanoTime();
            long cpu = cpuNanos();
            List<GenerationResult> results = engine.generateAll(requests, done -> {});
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = (cpuNanos() - cpu) / 1e9;
            int tokens = results.stream().mapToInt(r -> r.tokenIds().length).sum();
            if (tokens != batch * newTokens) {
                throw new IllegalStateException("only " + tokens + " tokens: give a model without end tokens");
            }
            return "seconds " + seconds + " " + cpuSeconds;
        }
    }

    /** Of the whole process: garbage collection and compilation count too. */
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
