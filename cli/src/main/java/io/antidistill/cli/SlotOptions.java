package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.EngineSize;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How many prompts a service answers at once, and how long they may get. */
final class SlotOptions {
    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Prompts answered at once. Default: " + EngineSize.DEFAULT_SLOTS + ".")
    private Integer slots;

    @Option(
            names = "--cache-memory",
            paramLabel = "SIZE",
            converter = MemorySize.class,
            description =
                    "Instead of --slots: as many prompts at once as this much memory has room for the keys and values"
                            + " of, such as 2GiB.")
    private Long cacheMemory;

    @Option(
            names = "--context-length",
            paramLabel = "N",
            defaultValue = "2048",
            description =
                    "Most tokens of prompt and answer together, where the model allows as many. Default: ${DEFAULT-VALUE}.")
    private int contextLength;

    EngineSize size() {
        try {
            return new EngineSize(Optional.ofNullable(slots), Optional.ofNullable(cacheMemory), contextLength);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
