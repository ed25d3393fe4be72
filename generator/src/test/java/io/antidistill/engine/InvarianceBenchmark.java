package io.antidistill.engine;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.SamplingSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often a request's answer parts from itself when seven others share its batch, by the type of the numbers: plain sampling at temperature
 * 0.9, top-p 0.95.
 *
 * <p>Not run by the tests. The class path as for {@link EngineBenchmark}; then {@code java -cp … io.antidistill.engine.InvarianceBenchmark MODEL
 * FP32|BF16 REQUESTS NEW_TOKENS}.
 */
final class InvarianceBenchmark {
    private static final List<String> SUBJECTS = List.of("the sea", "primes", "a red house", "bread", "the moon");

    private InvarianceBenchmark() {}

    public static void main(String[] args) {
        int count = Integer.parseInt(args[2]);
        int newTokens = Integer.parseInt(args[3]);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel model = LanguageModel.load(runtime, Path.of(args[0]), NumberType.valueOf(args[1]))) {
            List<GenerationRequest> requests = IntStream.range(0, count)
                    .mapToObj(i -> request(model, i, newTokens))
                    .toList();
            List<List<GenerationResult>> answers = new ArrayList<>();
            for (int slots : new int[] {1, 8}) {
                EngineConfig config = new EngineConfig(slots, 256, 8, ScoreKind.FORWARD, 0);
                try (GenerationEngine engine = GenerationEngine.start(config, runtime, model, null, null)) {
                    answers.add(engine.generateAll(requests, done -> {}));
                }
            }
            print(answers.get(0), answers.get(1));
        }
    }

    private static GenerationRequest request(LanguageModel model, int i, int newTokens) {
        String text = "Write a few sentences about " + SUBJECTS.get(i % SUBJECTS.size()) + ". ";
        return new GenerationRequest(model.tokenizer().encode(text), SamplingSettings.plain(0.9, 0.95), i, newTokens);
    }

    /** An answer counts up to where it parts: afterwards it is another. */
    private static void print(List<GenerationResult> alone, List<GenerationResult> together) {
        int draws = 0;
        int parted = 0;
        for (int i = 0; i < alone.size(); i++) {
            int[] a = alone.get(i).tokenIds();
            int parting = Arrays.mismatch(a, together.get(i).tokenIds());
            draws += parting < 0 ? a.length : parting + 1;
            parted += parting < 0 ? 0 : 1;
        }
        System.out.printf("%d of %d answers parted, in %d draws%n", parted, alone.size(), draws);
    }
}
