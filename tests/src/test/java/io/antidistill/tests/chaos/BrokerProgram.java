package io.antidistill.tests.chaos;

import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.StockBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The embedded broker as a program: it writes its address into a file once it answers, and stops when its input ends. */
final class BrokerProgram {
    static final String ADDRESS_FILE = "address";

    private BrokerProgram() {}

    /** Arguments: the broker's directory, whether its settings are Kafka's own. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        boolean stock = Boolean.parseBoolean(arguments[1]);
        try (EmbeddedBroker broker = stock ? StockBroker.start(directory) : new EmbeddedBroker(directory, 0)) {
            Path written = Files.writeString(directory.resolve(ADDRESS_FILE + ".new"), broker.bootstrap());
            Files.move(written, directory.resolve(ADDRESS_FILE), StandardCopyOption.ATOMIC_MOVE);
            System.in.transferTo(System.err);
        }
    }
}
