package io.antidistill.cli.models;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.derivative.Combine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where proxies and their poison directions lie. Immutable.
 *
 * @param pairs none without protection
 * @param scale of every score, instead of what the directions say
 */
public record ProxyFiles(List<Pair> pairs, Combine combine, Optional<Double> scale) {
    /** A proxy's directory and the file of its direction. */
    public record Pair(Path proxy, Path poison) {}

    public ProxyFiles {
        pairs = List.copyOf(pairs);
    }

    /**
     * The first proxy with the first direction, and so on.
     *
     * @throws CommandFailure if there are not as many of one as of the other
     */
    public static ProxyFiles of(List<Path> proxies, List<Path> poisons, Combine combine, Optional<Double> scale) {
        if (proxies.size() != poisons.size()) {
            throw new CommandFailure(
                    2,
                    "--proxy and --poison belong together: there are %d of the one and %d of the other. Give each proxy its direction, in the same order."
                            .formatted(proxies.size(), poisons.size()));
        }
        return new ProxyFiles(
                IntStream.range(0, proxies.size())
                        .mapToObj(i -> new Pair(proxies.get(i), poisons.get(i)))
                        .toList(),
                combine,
                scale);
    }

    public static ProxyFiles one(Path proxy, Path poison) {
        return new ProxyFiles(List.of(new Pair(proxy, poison)), Combine.MEAN, Optional.empty());
    }
}
