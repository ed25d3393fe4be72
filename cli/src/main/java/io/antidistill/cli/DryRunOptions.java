package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.experiment.AblationConfig;
import io.antidistill.experiment.ExperimentPrice;
import io.antidistill.experiment.Setting;
import io.antidistill.experiment.TradeoffConfig;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import picocli.CommandLine.Option;

/** What an experiment would take, without loading anything. */
final class DryRunOptions {
    @Option(
            names = "--dry-run",
            description = "Only count what there is to do, and estimate the hours at the rates below.")
    private boolean wanted;

    @Option(
            names = "--tokens-per-trace",
            paramLabel = "N",
            description = "With --dry-run: tokens of an answer. Default: the most that are allowed.")
    private Optional<Integer> tokensPerTrace;

    @Option(
            names = "--sampling-rate",
            paramLabel = "X",
            defaultValue = "1000",
            description =
                    "With --dry-run: tokens that the teacher samples per second without protection. An assumption,"
                            + " not a measurement. Default: ${DEFAULT-VALUE}.")
    private double samplingRate;

    @Option(
            names = "--training-rate",
            paramLabel = "X",
            defaultValue = "4000",
            description = "With --dry-run: tokens that a student learns from per second. An assumption, too. Default:"
                    + " ${DEFAULT-VALUE}.")
    private double trainingRate;

    boolean wanted() {
        return wanted;
    }

    String text(TradeoffConfig config) {
        return text(config.setting(), config.arms().size(), tokens -> ExperimentPrice.of(config, tokens));
    }

    String text(AblationConfig config) {
        return text(config.setting(), config.arms(), tokens -> ExperimentPrice.of(config, tokens));
    }

    private String text(Setting setting, int arms, IntFunction<ExperimentPrice> price) {
        int tokens = tokensPerTrace.orElse(setting.mostNewTokens());
        try {
            return price.apply(tokens).table(samplingRate, trainingRate).aligned()
                    + String.format(
                            Locale.ROOT,
                            "%nCounted: %d arms, %d prompts, %d seeds, %d tokens per answer. Assumed: %,.0f tokens sampled and"
                                    + " %,.0f learned per second, half that where a token is scored. Nothing was loaded.%n",
                            arms,
                            setting.prompts(),
                            setting.seeds(),
                            tokens,
                            samplingRate,
                            trainingRate);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
