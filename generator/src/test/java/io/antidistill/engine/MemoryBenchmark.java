package io.antidistill.engine;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.SamplingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Most memory that a process takes (Linux's VmHWM) after each of: PyTorch's start, loading, hashing, and generating four answers of 20 tokens with
 * the model of the directory that it is given.
 */
final class MemoryBenchmark {
    private MemoryBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        long weights;
        try (Stream<Path> files = Files.list(directory)) {
            weights = files.filter(file -> file.toString().endsWith(".safetensors"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
        try (TorchRuntime runtime = TorchRuntime.open()) {
            say("PyTorch", weights);
            try (LanguageModel model = LanguageModel.load(runtime, directory)) {
                say("loaded", weights);
                model.sha256();
                say("hashed", weights);
                EngineConfig config = new EngineConfig(4, 64, 4, ScoreKind.FORWARD, 1e-3);
                try (GenerationEngine engine = GenerationEngine.start(config, runtime, model, null, null)) {
                    say("packed", weights);
                    List<GenerationRequest> requests = IntStream.range(0, 4)
                            .mapToObj(i -> new GenerationRequest(
                                    new int[] {100, 200, 300}, SamplingSettings.plain(0.9, 0.95), i, 20))
                            .toList();
                    engine.generateAll(requests, done -> {});
                }
                say("generated", weights);
            }
        }
    }

    private static void say(String when, long weights) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM") || line.startsWith("Rss")) {
                long bytes = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                System.out.printf(
                        "%-10s %-9s %6d MB, %.3f of the weights%n",
                        when, line.substring(0, line.indexOf(':')), bytes / 1_000_000, (double) bytes / weights);
            }
        }
    }
}
