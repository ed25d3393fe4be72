package io.antidistill.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** One runtime under two threads, as when a monitor trains a student beside a running engine. */
class ThreadsTest {

    @Test
    void aThreadDecodesTheSameWhileAnotherTrains() {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (TorchRuntime runtime = TorchRuntime.open()) {
            String trainedAlone = train(runtime);
            float[] decodedAlone = decode(runtime);

            CompletableFuture<String> training = CompletableFuture.supplyAsync(() -> train(runtime), threads);
            CompletableFuture<Void> decoding = CompletableFuture.runAsync(
                    () -> {
                        do {
                            assertThat(decode(runtime)).isEqualTo(decodedAlone);
                        } while (!training.isDone());
                    },
                    threads);

            decoding.join();
            assertThat(training.join()).isEqualTo(trainedAlone);
        } finally {
            threads.shutdown();
        }
    }

    /** The hash of a student after some steps. */
    private static String train(TorchRuntime runtime) {
        Golden golden = Golden.of("llama-teacher");
        try (LanguageModel model = golden.load(runtime);
                AdamW adamW = new AdamW(runtime, model.parameters(), 0.1, 1)) {
            for (int step = 0; step < 30; step++) {
                try (NDManager manager = runtime.newManager();
                        Gradients gradients = Gradients.on()) {
                    gradients.attach(model.parameters());
                    gradients.backward(model.decoder().summedLoss(manager, golden.examples()));
                    adamW.step(0.01);
                }
            }
            return model.parameters().sha256();
        }
    }

    private static float[] decode(TorchRuntime runtime) {
        Golden golden = Golden.of("qwen2-proxy");
        try (LanguageModel model = golden.load(runtime);
                KvCache cache = model.decoder().newCache(2, 24)) {
            int[][] tokens = golden.tokens();
            float[] last = {};
            for (int t = 0; t < 24; t++) {
                int[][] next = {{tokens[0][t]}, {tokens[1][t]}};
                int[] starts = new int[2];
                Arrays.fill(starts, t);
                last = model.decoder().step(cache, 0, next, starts, null)[0];
            }
            return last;
        }
    }
}
