package io.antidistill.experiment;

import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.DownstreamLoss;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.poison.ScoreCalibration;
import io.antidistill.poison.ScoreScale;
import io.antidistill.student.DerivationSettings;
import io.antidistill.student.Distillation;
import io.antidistill.student.ProxyDerivation;
import io.antidistill.student.TinyProxy;
import io.antidistill.student.TinyShape;
import io.antidistill.student.Trace;
import io.antidistill.student.TrainingSettings;
import io.antidistill.task.Problem;
import io.antidistill.tokenizer.ChatMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The proxies and directions that an ablation makes, kept in its directory. All directions come from the same clean
 * traces, of problems that nothing else uses, and are scaled so that one λ costs about as much with each. One thread at a
 * time.
 */
final class AblationProxies {
    private static final String DIRECTION = "poison.safetensors";
    private static final double LEARNING_RATE = 1e-3;
    static final int EPOCHS = 3;
    private static final int BATCH = 8;
    private static final int SAMPLED_AT_ONCE = 16;
    private static final double HELD_OUT = 0.1;
    private static final int CHECKPOINT_STEPS = 50;

    private final Laboratory laboratory;
    private final AblationConfig config;
    private final Path directory;
    private List<Trace> tracesOrNull;

    AblationProxies(Laboratory laboratory, AblationConfig config, Path directory) {
        this.laboratory = laboratory;
        this.config = config;
        this.directory = directory;
    }

    /** Some of the teacher's layers, trained on its answers; the caller closes it. */
    LanguageModel derived(int layers) {
        return made(
                layers + "-layers", own -> new ProxyDerivation(derivation(layers), own, (model, step, of, loss) -> {})
                        .derive(laboratory.runtime(), laboratory.teacher(), conversations()));
    }

    /** A model that has never seen the teacher; the caller closes it. */
    LanguageModel fromScratch(TinyShape shape) {
        return made(
                shape.toString(),
                own -> TinyProxy.train(
                        laboratory.runtime(), shape, config.proxies().steps(), own.getParent()));
    }

    /** Makes a proxy in a directory. */
    @FunctionalInterface
    private interface Making {
        void in(Path own) throws IOException, InterruptedException;
    }

    /** Made unless an earlier run finished it. */
    private LanguageModel made(String name, Making making) {
        Path own = directory.resolve(name);
        Path made = own.resolve("made");
        try {
            if (!Files.exists(made)) {
                making.in(own);
                Files.createFile(made);
            }
            return LanguageModel.load(laboratory.runtime(), own);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + own + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while training a proxy");
        }
    }

    private DerivationSettings derivation(int layers) {
        Setting setting = config.setting();
        TrainingSettings training = new TrainingSettings(LEARNING_RATE, EPOCHS, BATCH, 1, 1, 0.1, 1.0, 0.1, 1);
        return new DerivationSettings(
                layers,
                1,
                setting.tau(),
                setting.topP(),
                setting.mostNewTokens(),
                SAMPLED_AT_ONCE,
                HELD_OUT,
                training,
                CHECKPOINT_STEPS);
    }

    private List<List<ChatMessage>> conversations() {
        return problems().stream()
                .map(problem -> List.of(new ChatMessage("user", problem.question())))
                .toList();
    }

    /**
     * A direction of this proxy; the caller closes it.
     *
     * @param name of its file, told from those of other directions
     */
    PoisonDirection direction(String name, LanguageModel proxy, DownstreamLoss loss) {
        Path file = directory.resolve(name + "-" + DIRECTION);
        if (!Files.exists(file)) {
            make(file, proxy, loss);
        }
        return PoisonDirection.load(laboratory.runtime(), file, proxy);
    }

    private void make(Path file, LanguageModel proxy, DownstreamLoss loss) {
        TorchRuntime runtime = laboratory.runtime();
        Setting setting = config.setting();
        List<Trace> traces = traces();
        try (PoisonDirection unscaled = PoisonDirectionBuilder.build(
                runtime, proxy, Distillation.examples(proxy, traces).stream(), loss, done -> {})) {
            ScoreScale scale = new ScoreCalibration(
                            runtime, proxy, Optional.of(laboratory.teacher()), setting.tau(), setting.topP())
                    .scale(unscaled, Distillation.examples(proxy, traces).stream())
                    .orElse(ScoreScale.UNIT);
            try (PoisonDirection scaled = unscaled.withScale(scale)) {
                Files.createDirectories(directory);
                scaled.save(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + directory + ": " + e.getMessage(), e);
        }
    }

    private List<Trace> traces() {
        if (tracesOrNull == null) {
            TracedPrompts clean = laboratory.clean(problems());
            List<Trace> traces = new ArrayList<>();
            for (int i = 0; i < clean.problems().size(); i++) {
                String text = clean.lessons().get(i).text();
                if (!text.isBlank()) {
                    traces.add(new Trace(clean.problems().get(i).question(), text));
                }
            }
            tracesOrNull = List.copyOf(traces);
        }
        return tracesOrNull;
    }

    private List<Problem> problems() {
        return config.setting().poisonProblems(config.poisonTraces());
    }
}
