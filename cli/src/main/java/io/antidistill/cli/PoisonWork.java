package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.Progress;
import io.antidistill.cli.models.ProxyTraces;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.DownstreamLoss;
import io.antidistill.poison.HeldOut;
import io.antidistill.poison.HoldoutSplit;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import io.antidistill.poison.ScoreCalibration;
import io.antidistill.poison.ScoreScale;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The passes over a file of traces that make and measure a direction.
 *
 * @param lines of the file that hold traces
 */
record PoisonWork(
        TorchRuntime runtime,
        ProxyTraces source,
        HoldoutSplit split,
        DownstreamLoss loss,
        ScoreCalibration calibration,
        long lines) {
    private static final int SAMPLE = 32;

    /** From the traces that are not set aside. */
    PoisonDirection make() throws IOException {
        try (Progress progress = Progress.of("traces", lines);
                Stream<CompletionExample> all = source.stream()) {
            Stream<CompletionExample> kept = all.filter(trace -> !split.setsAside(trace));
            PoisonDirection direction = PoisonDirectionBuilder.build(runtime, source.proxy(), kept, loss, progress::at);
            progress.at(lines);
            return direction;
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    /** On the first traces. */
    Optional<ScoreScale> scale(PoisonDirection direction) throws IOException {
        try (Stream<CompletionExample> all = source.stream()) {
            return calibration.scale(direction, all);
        }
    }

    /** On the traces that are set aside. */
    HeldOut measure(PoisonDirection direction) throws IOException {
        try (Progress progress = Progress.of("held-out traces", Math.round(lines * split.share()));
                Stream<CompletionExample> all = source.stream()) {
            Stream<CompletionExample> aside = all.filter(split::setsAside);
            return HeldOut.measure(runtime, source.proxy(), direction, aside, loss, progress::at);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    /** The first traces that are set aside or, where none is, of all. */
    List<SelectedTokens> sample() throws IOException {
        try (Stream<CompletionExample> all = source.stream()) {
            List<CompletionExample> first = all.filter(trace -> split.share() == 0 || split.setsAside(trace))
                    .limit(SAMPLE)
                    .toList();
            List<SelectedTokens> sample = loss.select(first);
            if (sample.isEmpty()) {
                throw new CommandFailure("the first traces %shave no token that the loss counts. Give other traces."
                        .formatted(split.share() > 0 ? "held out " : ""));
            }
            return sample;
        }
    }
}
