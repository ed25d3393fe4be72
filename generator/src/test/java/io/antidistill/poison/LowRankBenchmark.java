package io.antidistill.poison;

import io.antidistill.model.Decoder;
import io.antidistill.model.KvCache;
import io.antidistill.model.LowRank;
import io.antidistill.model.NumberType;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Processor time of one step of a proxy with 12 of SmolLM2's layers and random weights: without Δ, and by forward mode along a direction of full and of
 * low rank. Steps are interleaved; medians are printed.
 *
 * <p>Not run by the tests. From the module's directory: {@code mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp}, then
 * {@code OMP_NUM_THREADS=1 java -cp target/test-classes:target/classes:$(cat target/cp) io.antidistill.poison.LowRankBenchmark}.
 */
final class LowRankBenchmark {
    private static final int STEPS = 25;
    private static final String SHAPE = """
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_act": "silu", "hidden_size": 576,
             "intermediate_size": 1536, "num_hidden_layers": 12, "num_attention_heads": 9, "num_key_value_heads": 3, "head_dim": 64,
             "vocab_size": 49152, "max_position_embeddings": 512, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "tie_word_embeddings": false, "attention_bias": false, "mlp_bias": false, "bos_token_id": 1, "eos_token_id": 2}""";

    private LowRankBenchmark() {}

    public static void main(String[] args) throws IOException {
        Path directory = Files.createTempDirectory("low-rank");
        Files.writeString(directory.resolve("config.json"), SHAPE);
        ModelConfig config = ModelConfig.read(directory);
        try (TorchRuntime runtime = TorchRuntime.open();
                Parameters weights = Parameters.initialise(runtime, config, 1);
                Parameters direction = Parameters.initialise(runtime, config, 2);
                Parameters rank8 = LowRank.factors(runtime, direction, 8);
                Parameters rank32 = LowRank.factors(runtime, direction, 32)) {
            Map<String, Parameters> directions =
                    new TreeMap<>(Map.of("1 full", direction, "2 rank 8", rank8, "3 rank 32", rank32));
            for (NumberType type : NumberType.values()) {
                for (int rows : new int[] {1, 8}) {
                    Map<String, Decoder> decoders = new TreeMap<>();
                    decoders.put("0 plain", Decoder.of(runtime, config, weights, type));
                    directions.forEach((name, tangent) ->
                            decoders.put(name, Decoder.dual(runtime, config, weights, tangent, type)));
                    System.out.printf(Locale.ROOT, "%s, %d rows: %s%n", type, rows, milliseconds(decoders, rows));
                    decoders.values().forEach(Decoder::close);
                }
            }
        }
    }

    private static Map<String, String> milliseconds(Map<String, Decoder> decoders, int rows) {
        Map<String, KvCache> caches = new TreeMap<>();
        Map<String, double[]> times = new TreeMap<>();
        decoders.forEach((name, decoder) -> caches.put(name, decoder.newCache(rows, 128)));
        int[][] tokens =
                IntStream.range(0, rows).mapToObj(b -> new int[] {7 + b}).toArray(int[][]::new);
        for (int step = 0; step < STEPS; step++) {
            int[] starts = new int[rows];
            Arrays.fill(starts, step);
            for (String name : decoders.keySet()) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                decoders.get(name).step(caches.get(name), 0, tokens, starts, null);
                times.computeIfAbsent(name, any -> new double[STEPS])[step] =
                        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e6;
            }
        }
        caches.values().forEach(KvCache::close);
        Map<String, String> medians = new TreeMap<>();
        times.forEach((name, all) -> {
            Arrays.sort(all);
            medians.put(name.substring(2), "%.1f ms".formatted(all[STEPS / 2]));
        });
        return medians;
    }
}
