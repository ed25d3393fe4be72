package io.antidistill.engine;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.weights.ModelConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Tokens per second of the engine, by slots, λ and kind of score, on random models of the tiny pair's size (0.6 M parameters). A random model at
 * τ 0.9 has a choice nearly everywhere; at τ 0.02 it is about as sure as a trained one. Rounds are interleaved; medians are printed, over
 * the clock and over the engine thread's own processor time, which other work on the machine does not disturb.
 *
 * <p>Not run by the tests. From the module's directory: {@code mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp}, then
 * {@code java -cp target/test-classes:target/classes:$(cat target/cp) io.antidistill.engine.EngineBenchmark [rounds]}.
 */
final class EngineBenchmark {
    private static final int VOCABULARY = 91;
    private static final int PROMPT = 28;
    private static final int ANSWER = 44;

    private record Setting(int slots, double lambda, ScoreKind score, double tau) {}

    private record Speed(double perSecond, double perCpuSecond, double singleShare) {}

    private EngineBenchmark() {}

    public static void main(String[] args) throws IOException {
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel teacher = model(runtime, 128, 3, 1);
                LanguageModel proxy = model(runtime, 112, 3, 2);
                PoisonDirection direction = direction(runtime, proxy)) {
            System.out.printf(
                    "teacher %,d parameters, proxy %,d%n",
                    teacher.parameters().count(), proxy.parameters().count());
            List<Setting> settings = settings();
            List<List<Speed>> speeds = new ArrayList<>();
            settings.forEach(setting -> speeds.add(new ArrayList<>()));
            int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
            for (int round = -1; round < rounds; round++) { // the first warms up
                System.err.println("round " + (round + 1) + " of " + rounds);
                for (int i = 0; i < settings.size(); i++) {
                    Speed speed = measure(settings.get(i), runtime, teacher, proxy, direction);
                    if (round >= 0) {
                        speeds.get(i).add(speed);
                    }
                }
            }
            System.out.println("slots  tau   lambda  score              tokens/s  tokens/CPU s  one candidate");
            for (int i = 0; i < settings.size(); i++) {
                print(settings.get(i), speeds.get(i));
            }
        }
    }

    private static List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (double tau : new double[] {0.9, 0.02}) {
            for (int slots : new int[] {1, 8, 32}) {
                settings.add(new Setting(slots, 0, ScoreKind.FORWARD, tau));
                settings.add(new Setting(slots, 2, ScoreKind.FORWARD, tau));
                settings.add(new Setting(slots, 2, ScoreKind.FINITE_DIFFERENCE, tau));
            }
        }
        return settings;
    }

    private static Speed measure(
            Setting setting,
            TorchRuntime runtime,
            LanguageModel teacher,
            LanguageModel proxy,
            PoisonDirection direction) {
        EngineConfig config = new EngineConfig(setting.slots(), 96, 2 * setting.slots(), setting.score(), 1e-3);
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, teacher, proxy, direction)) {
            List<GenerationRequest> requests = requests(setting);
            long cpu = engineCpuNanos();
            long start = System.nanoTime();
            List<GenerationResult> results = engine.generateAll(requests, done -> {});
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = (engineCpuNanos() - cpu) / 1e9;
            int tokens = results.stream().mapToInt(r -> r.tokenIds().length).sum();
            int single = results.stream()
                    .mapToInt(r -> r.statistics().singleCandidateTokens())
                    .sum();
            return new Speed(tokens / seconds, tokens / cpuSeconds, (double) single / tokens);
        }
    }

    private static List<GenerationRequest> requests(Setting setting) {
        SamplingSettings sampling = new SamplingSettings(
                Sampler.ANTIDISTILLATION, setting.lambda(), setting.tau(), 0.95, Truncation.TRUNCATE_THEN_TILT);
        Random random = new Random(7);
        return IntStream.range(0, Math.max(2, 3 * setting.slots() / 2))
                .mapToObj(i -> new GenerationRequest(
                        random.ints(PROMPT, 1, VOCABULARY).toArray(), sampling, i, ANSWER - random.nextInt(20)))
                .toList();
    }

    private static LanguageModel model(TorchRuntime runtime, int width, int layers, long seed) throws IOException {
        ModelConfig config = new ModelConfig(
                "llama",
                VOCABULARY,
                width,
                layers,
                4,
                4,
                width / 4,
                3 * width,
                256,
                1e-5,
                10_000,
                Optional.empty(),
                false,
                false,
                false,
                List.of());
        Path noTokenizer = Files.createTempDirectory("engine-benchmark");
        noTokenizer.toFile().deleteOnExit();
        return LanguageModel.of(runtime, noTokenizer, config, Parameters.initialise(runtime, config, seed));
    }

    private static PoisonDirection direction(TorchRuntime runtime, LanguageModel proxy) {
        Random random = new Random(3);
        List<CompletionExample> traces = IntStream.range(0, 8)
                .mapToObj(i ->
                        new CompletionExample(random.ints(60, 1, VOCABULARY).toArray(), PROMPT))
                .toList();
        return PoisonDirectionBuilder.build(runtime, proxy, traces, done -> {});
    }

    private static long engineCpuNanos() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("generation-engine"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }

    private static void print(Setting setting, List<Speed> speeds) {
        System.out.printf(
                "%5d  %.2f  %6.1f  %-17s  %8.0f  %12.0f  %13.2f%n",
                setting.slots(),
                setting.tau(),
                setting.lambda(),
                setting.lambda() == 0 ? "-" : setting.score(),
                median(speeds.stream().mapToDouble(Speed::perSecond).toArray()),
                median(speeds.stream().mapToDouble(Speed::perCpuSecond).toArray()),
                median(speeds.stream().mapToDouble(Speed::singleShare).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
