package io.antidistill.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.antidistill.cli.cluster.PromptFile;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.OutputFile;
import io.antidistill.cli.console.Progress;
import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.PromptEvent;
import io.antidistill.tokenizer.ChatMessage;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The sampler without Kafka. */
@Command(
        name = "generate",
        header = "Answer prompts from a file into a file, without Kafka.",
        description = {
            "Prompts are JSON lines with prompt (a text) or messages (role, content).",
            "Each line of the output has prompt, text, tokenIds, finishReason, changedTokens and meanKl."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class GenerateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFAULT_BATCH = 16;

    @Option(
            names = "--teacher",
            required = true,
            paramLabel = "DIR",
            description = "The model that answers: a Hugging Face directory or hub id (org/name or org/name@revision).")
    private Path teacher;

    @Mixin
    private ProxyOptions proxies;

    @Option(names = "--prompts", required = true, paramLabel = "FILE.jsonl", description = "The prompts.")
    private Path prompts;

    @Option(names = "--out", required = true, paramLabel = "FILE.jsonl", description = "Where the answers go.")
    private Path out;

    @Option(
            names = "--sampler",
            paramLabel = "plain|ads|permutation",
            description = "plain: the teacher alone. ads: antidistillation sampling, the default with --proxy."
                    + " permutation: the control that shuffles the poison score.")
    private SamplerName sampler;

    @Option(
            names = "--lambda",
            paramLabel = "X",
            defaultValue = "2",
            description = "Weight of the poison score. Default: ${DEFAULT-VALUE}.")
    private double lambda;

    @Option(
            names = "--tau",
            paramLabel = "X",
            defaultValue = "0.9",
            description = "Sampling temperature. Default: ${DEFAULT-VALUE}.")
    private double tau;

    @Option(
            names = "--top-p",
            paramLabel = "X",
            defaultValue = "0.95",
            description = "Nucleus mass. Default: ${DEFAULT-VALUE}.")
    private double topP;

    @Option(
            names = "--truncate",
            paramLabel = "first|last",
            defaultValue = "first",
            description = "Cut the nucleus before the tilt or after it. Default: ${DEFAULT-VALUE}.")
    private Truncate truncate;

    @Mixin
    private GuardOptions guards;

    @Option(
            names = "--score",
            paramLabel = "forward|fd",
            defaultValue = "forward",
            description = "Poison score by forward mode (exact) or by finite difference. Default: ${DEFAULT-VALUE}.")
    private ScoreName score;

    @Option(
            names = "--epsilon",
            paramLabel = "X",
            defaultValue = "0.01",
            description = "Step of the finite difference. Default: ${DEFAULT-VALUE}.")
    private double epsilon;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Equal seeds give equal answers. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "512",
            description = "Most tokens of an answer. Default: ${DEFAULT-VALUE}.")
    private int maxNewTokens;

    @Option(
            names = "--dtype",
            paramLabel = "fp32|bf16",
            description = "Number type to compute in. Default: that of the weights' files.")
    private NumberType dtype;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Prompts answered at once. Default: " + DEFAULT_BATCH + ".")
    private Integer batch;

    @Option(
            names = "--cache-memory",
            paramLabel = "SIZE",
            converter = MemorySize.class,
            description =
                    "Instead of --batch: as many prompts at once as this much memory has room for the keys and values"
                            + " of, such as 2GiB.")
    private Long cacheMemory;

    @Option(
            names = "--context-length",
            paramLabel = "N",
            defaultValue = "2048",
            description =
                    "Most tokens of prompt and answer together, where the model allows as many. Default: ${DEFAULT-VALUE}.")
    private int contextLength;

    @Spec
    private CommandSpec spec;

    /** The samplers by their names on the command line. */
    enum SamplerName {
        PLAIN,
        ADS,
        PERMUTATION
    }

    /** The ways to compute the poison score by their names on the command line. */
    enum ScoreName {
        FORWARD,
        FD
    }

    @Override
    public Integer call() throws Exception {
        ProxyFiles files = proxies.files();
        SamplingSettings sampling = sampling();
        if (maxNewTokens < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "invalid value %d for --max-new-tokens: an answer has at least one token".formatted(maxNewTokens));
        }
        if (batch != null && cacheMemory != null) {
            throw new ParameterException(spec.commandLine(), "--batch and --cache-memory exclude each other: give one");
        }
        OutputFile.check(out);
        List<PromptEvent> asked = PromptFile.read(prompts);
        try (TorchRuntime runtime = TorchRuntime.open();
                LoadedModels loaded = LoadedModels.load(runtime, teacher, files, dtype);
                GenerationEngine engine = loaded.start(engineConfig(loaded), runtime);
                Progress progress = Progress.of("answers", asked.size())) {
            List<GenerationResult> answers =
                    engine.generateAll(requests(asked, loaded.teacher(), sampling), progress::at);
            write(asked, answers, loaded.teacher());
        }
        spec.commandLine().getOut().printf("%d answers in %s.%n", asked.size(), out);
        return 0;
    }

    private SamplingSettings sampling() {
        SamplerName name = sampler != null ? sampler : !proxies.none() ? SamplerName.ADS : SamplerName.PLAIN;
        if (name != SamplerName.PLAIN && proxies.none()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "the sampler %s needs --proxy and --poison"
                            .formatted(name.name().toLowerCase(Locale.ROOT)));
        }
        DefensePolicy policy = guards.policy();
        try {
            return new SamplingSettings(
                    name == SamplerName.PERMUTATION ? Sampler.PERMUTATION : Sampler.ANTIDISTILLATION,
                    name == SamplerName.PLAIN ? 0 : lambda,
                    tau,
                    topP,
                    truncate.sampling(),
                    policy.getKlBudget() == null ? Double.POSITIVE_INFINITY : policy.getKlBudget(),
                    policy.getTilt().getMinP());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private EngineConfig engineConfig(LoadedModels loaded) {
        ScoreKind kind = score == ScoreName.FD ? ScoreKind.FINITE_DIFFERENCE : ScoreKind.FORWARD;
        int context = Math.min(contextLength, loaded.teacher().config().maxPositions());
        try {
            int slots = cacheMemory != null
                    ? loaded.slotsWithin(cacheMemory, context, kind)
                    : batch != null ? batch : DEFAULT_BATCH;
            return new EngineConfig(slots, context, slots, kind, epsilon);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Each prompt's seed depends on its place in the file and on the seed alone. */
    private List<GenerationRequest> requests(
            List<PromptEvent> asked, LanguageModel teacher, SamplingSettings sampling) {
        SplittableRandom seeds = new SplittableRandom(seed);
        List<GenerationRequest> requests = new ArrayList<>();
        for (PromptEvent prompt : asked) {
            List<ChatMessage> messages = prompt.getMessages().stream()
                    .map(m -> new ChatMessage(m.getRole(), m.getContent()))
                    .toList();
            int limit =
                    prompt.getMaxNewTokens() == null ? maxNewTokens : Math.min(maxNewTokens, prompt.getMaxNewTokens());
            try {
                requests.add(guards.on(
                        new GenerationRequest(teacher.promptIds(messages), sampling, seeds.nextLong(), limit),
                        teacher));
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(2, e.getMessage());
            }
        }
        return requests;
    }

    private void write(List<PromptEvent> asked, List<GenerationResult> answers, LanguageModel teacher)
            throws Exception {
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(out, StandardCharsets.UTF_8))) {
            for (int i = 0; i < answers.size(); i++) {
                lines.println(line(asked.get(i), answers.get(i), teacher));
            }
            if (lines.checkError()) {
                throw new CommandFailure("cannot write %s. Check the path and the disk.".formatted(out));
            }
        }
    }

    private static String line(PromptEvent prompt, GenerationResult answer, LanguageModel teacher) {
        ObjectNode line = JSON.createObjectNode();
        line.put(
                "prompt",
                prompt.getMessages().get(prompt.getMessages().size() - 1).getContent());
        line.put(
                "text",
                answer.textOrNull() != null
                        ? answer.textOrNull()
                        : teacher.tokenizer().decode(answer.tokenIds()));
        ArrayNode ids = line.putArray("tokenIds");
        for (int id : answer.tokenIds()) {
            ids.add(id);
        }
        line.put("finishReason", answer.finishReason().name().toLowerCase(Locale.ROOT));
        line.put("changedTokens", answer.statistics().changedTokens());
        line.put("meanKl", answer.statistics().klMean());
        return line.toString();
    }
}
