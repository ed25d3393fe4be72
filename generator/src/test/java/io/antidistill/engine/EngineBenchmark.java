package io.antidistill.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.tokenizer.ChatMessage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tokens per second of the engine on the tiny models, by slots, λ and kind of score. Rounds are interleaved; medians are printed, over the
 * clock and over the engine thread's own processor time, which other work on the machine disturbs less.
 *
 * <p>Not run by the tests. From the module's directory: {@code mvn -q test-compile dependency:build-classpath -Dmdep.outputFile=target/cp}, then
 * {@code OMP_NUM_THREADS=1 java -cp target/test-classes:target/classes:$(cat target/cp) io.antidistill.engine.EngineBenchmark ../models/tiny [rounds]}.
 */
final class EngineBenchmark {
    private record Setting(int slots, double lambda, ScoreKind score) {}

    private record Speed(double perSecond, double perCpuSecond, double singleShare, double passesPerToken) {}

    private final TorchRuntime runtime;
    private final LanguageModel teacher;
    private final LanguageModel proxy;
    private final PoisonDirection direction;
    private final List<int[]> prompts;

    private EngineBenchmark(
            TorchRuntime runtime, LanguageModel teacher, LanguageModel proxy, PoisonDirection direction, Path prompts)
            throws IOException {
        this.runtime = runtime;
        this.teacher = teacher;
        this.proxy = proxy;
        this.direction = direction;
        this.prompts = new ArrayList<>();
        for (String line : Files.readAllLines(prompts)) {
            JsonNode message = new ObjectMapper().readTree(line).get("messages").get(0);
            this.prompts.add(teacher.promptIds(List.of(new ChatMessage(
                    message.get("role").textValue(), message.get("content").textValue()))));
        }
    }

    public static void main(String[] args) throws IOException {
        Path models = Path.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel teacher = LanguageModel.load(runtime, models.resolve("teacher"));
                LanguageModel proxy = LanguageModel.load(runtime, models.resolve("proxy"));
                PoisonDirection direction =
                        PoisonDirection.load(runtime, models.resolve("poison.safetensors"), proxy)) {
            new EngineBenchmark(runtime, teacher, proxy, direction, models.resolve("prompts.jsonl")).run(rounds);
        }
    }

    private void run(int rounds) {
        List<Setting> settings = new ArrayList<>();
        for (int slots : new int[] {1, 8, 32}) {
            settings.add(new Setting(slots, 0, ScoreKind.FORWARD));
            settings.add(new Setting(slots, 2, ScoreKind.FORWARD));
            settings.add(new Setting(slots, 2, ScoreKind.FINITE_DIFFERENCE));
        }
        List<List<Speed>> speeds = new ArrayList<>();
        settings.forEach(setting -> speeds.add(new ArrayList<>()));
        for (int round = -1; round < rounds; round++) { // the first warms up
            for (int i = 0; i < settings.size(); i++) {
                Speed speed = measure(settings.get(i));
                if (round >= 0) {
                    speeds.get(i).add(speed);
                }
            }
        }
        System.out.println("slots  lambda  score              tokens/s  tokens/CPU s  one candidate  passes/token");
        for (int i = 0; i < settings.size(); i++) {
            print(settings.get(i), speeds.get(i));
        }
    }

    private Speed measure(Setting setting) {
        EngineConfig config = new EngineConfig(
                setting.slots(),
                Math.min(256, teacher.config().maxPositions()),
                2 * setting.slots(),
                setting.score(),
                1e-3);
        try (GenerationEngine engine = GenerationEngine.start(config, runtime, teacher, proxy, direction)) {
            List<GenerationRequest> requests = requests(setting);
            long cpu = engineCpuNanos();
            long start = System.nanoTime();
            List<GenerationResult> results = engine.generateAll(requests, done -> {});
            double seconds = (System.nanoTime() - start) / 1e9;
            double cpuSeconds = (engineCpuNanos() - cpu) / 1e9;
            double tokens = results.stream().mapToInt(r -> r.tokenIds().length).sum();
            int single = results.stream()
                    .mapToInt(r -> r.statistics().singleCandidateTokens())
                    .sum();
            int passes =
                    results.stream().mapToInt(r -> r.statistics().proxyPasses()).sum();
            return new Speed(tokens / seconds, tokens / cpuSeconds, single / tokens, passes / tokens);
        }
    }

    private List<GenerationRequest> requests(Setting setting) {
        SamplingSettings sampling = new SamplingSettings(
                Sampler.ANTIDISTILLATION, setting.lambda(), 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT);
        return IntStream.range(0, Math.max(3, 2 * setting.slots()))
                .mapToObj(i -> new GenerationRequest(prompts.get(i % prompts.size()), sampling, i, 100))
                .toList();
    }

    private static long engineCpuNanos() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("generation-engine"))
                .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
                .sum();
    }

    private static void print(Setting setting, List<Speed> speeds) {
        System.out.printf(
                "%5d  %6.1f  %-17s  %8.0f  %12.0f  %13.2f  %12.2f%n",
                setting.slots(),
                setting.lambda(),
                setting.lambda() == 0 ? "-" : setting.score(),
                median(speeds.stream().mapToDouble(Speed::perSecond).toArray()),
                median(speeds.stream().mapToDouble(Speed::perCpuSecond).toArray()),
                median(speeds.stream().mapToDouble(Speed::singleShare).toArray()),
                median(speeds.stream().mapToDouble(Speed::passesPerToken).toArray()));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
