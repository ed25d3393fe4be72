package io.antidistill.cli;

import io.antidistill.experiment.TradeoffConfig;

/** The sizes and models that an experiment can start from. */
enum ExperimentPreset {
    TINY(TradeoffConfig.tiny()),
    WORKED(TradeoffConfig.worked());

    private final TradeoffConfig tradeoff;

    ExperimentPreset(TradeoffConfig tradeoff) {
        this.tradeoff = tradeoff;
    }

    /** Its problems and students, and what it compares. */
    TradeoffConfig tradeoff() {
        return tradeoff;
    }
}
