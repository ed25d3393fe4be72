package io.antidistill.tests.chaos;

import io.antidistill.cli.models.LoadedModels;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.TorchRuntime;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.tests.Repository;
import java.nio.file.Path;

/** The real engine on the models that come with the project. */
final class TinyEngine implements AutoCloseable {
    private static final int SLOTS = 16;
    private static final int CONTEXT = 96;

    private final TorchRuntime runtime = TorchRuntime.open();
    private final LoadedModels models;
    private final GenerationEngine engine;

    TinyEngine() {
        Path tiny = Repository.tinyModels();
        models = LoadedModels.load(
                runtime,
                tiny.resolve("teacher"),
                ProxyFiles.one(tiny.resolve("proxy"), tiny.resolve("poison.safetensors")),
                null);
        engine = models.start(new EngineConfig(SLOTS, CONTEXT, 2 * SLOTS, ScoreKind.FORWARD, 0.01), runtime);
    }

    GenerationEngine engine() {
        return engine;
    }

    LoadedModels models() {
        return models;
    }

    PromptEncoder encoder() {
        return PromptEncoder.of(models.teacher());
    }

    @Override
    public void close() {
        engine.close();
        models.close();
        runtime.close();
    }
}
