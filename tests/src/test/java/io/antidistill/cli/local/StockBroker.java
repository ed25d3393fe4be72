package io.antidistill.cli.local;

import java.nio.file.Path;
import java.util.Map;

/** The embedded broker with Kafka's own values where ours are quicker. */
public final class StockBroker {
    private static final Map<String, String> STOCK = Map.of(
            "group.initial.rebalance.delay.ms", "3000",
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", "10000");

    private StockBroker() {}

    /** As {@link EmbeddedBroker}'s constructor. */
    public static EmbeddedBroker start(Path directory) {
        return new EmbeddedBroker(directory, 0, STOCK);
    }
}
