package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.experiment.TradeoffConfig;
import io.antidistill.experiment.TradeoffModels;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sizes and models that an experiment can start from. */
enum ExperimentPreset {
    /** The models that come with the project. */
    TINY(TradeoffConfig.tiny()) {
        @Override
        TradeoffModels models(Path out) {
            return TradeoffModels.in(Installation.tinyModels());
        }
    },
    /** Models that are trained first. */
    WORKED(TradeoffConfig.worked()) {
        @Override
        TradeoffModels models(Path out) throws Exception {
            Path made = out.resolve("models");
            new WorkedModels(Installation.tinyModels(), MODEL_SEED).makeUnlessIn(made);
            return TradeoffModels.in(made);
        }
    },
    /** A small real model; its proxy and direction have to be made. */
    SMOLLM2(TradeoffConfig.smollm2()) {
        @Override
        TradeoffModels models(Path out) {
            Path proxy = out.resolve("proxy");
            if (!Files.exists(proxy)) {
                throw new CommandFailure(
                        "there is no proxy in %s. Make it: antidistill models derive-proxy --teacher %s --layers 6 --prompts FILE --out %s"
                                .formatted(proxy, SMOLLM2_MODEL, proxy));
            }
            return new TradeoffModels(SMOLLM2_MODEL, proxy, out.resolve(DIRECTION), SMOLLM2_MODEL);
        }
    },
    /** The paper's models (section 4.1). */
    PAPER(TradeoffConfig.paper()) {
        @Override
        TradeoffModels models(Path out) {
            return new TradeoffModels(
                    Path.of("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"),
                    Path.of("Qwen/Qwen2.5-3B"),
                    out.resolve(DIRECTION),
                    Path.of("meta-llama/Llama-3.2-3B"));
        }
    };

    private static final long MODEL_SEED = 1;
    private static final String DIRECTION = "poison.safetensors";
    private static final Path SMOLLM2_MODEL = Path.of("HuggingFaceTB/SmolLM2-135M-Instruct");

    private final TradeoffConfig tradeoff;

    ExperimentPreset(TradeoffConfig tradeoff) {
        this.tradeoff = tradeoff;
    }

    /** Its problems and students, and what it compares. */
    TradeoffConfig tradeoff() {
        return tradeoff;
    }

    /** Directories or hub ids. Some presets have to make models first, or say how to. */
    abstract TradeoffModels models(Path out) throws Exception;

    /** Whether its problems come from a data set's files. */
    boolean needsFiles() {
        return this == SMOLLM2 || this == PAPER;
    }
}
