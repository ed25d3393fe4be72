package io.antidistill.tests.chaos;

import io.antidistill.cli.local.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The embedded broker as a program: it writes its address into a file once it answers, and stops when its input ends. */
final class BrokerProgram {
    static final String ADDRESS_FILE = "address";

    private BrokerProgram() {}

    /** Argument: the broker's directory. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (EmbeddedBroker broker = new EmbeddedBroker(directory, 0)) {
            Path written = Files.writeString(directory.resolve(ADDRESS_FILE + ".new"), broker.bootstrap());
            Files.move(written, directory.resolve(ADDRESS_FILE), StandardCopyOption.ATOMIC_MOVE);
            System.in.transferTo(System.err);
        }
    }
}
