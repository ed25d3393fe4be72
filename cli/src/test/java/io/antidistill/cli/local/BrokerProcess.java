package io.antidistill.cli.local;

import java.nio.file.Path;

/** A process of its own that holds a broker until it is killed; prints the broker's address. */
final class BrokerProcess {
    private BrokerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedBroker broker = new EmbeddedBroker(Path.of(arguments[0]), 0);
        System.out.println(broker.bootstrap());
        Thread.currentThread().join();
    }
}
