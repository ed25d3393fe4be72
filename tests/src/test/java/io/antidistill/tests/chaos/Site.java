package io.antidistill.tests.chaos;

import io.antidistill.cli.local.EmbeddedRegistry;
import java.nio.file.Path;

/** Broker and registry, kept from one case to the next. */
final class Site implements AutoCloseable {
    private final Path directory;
    private final Broker broker;
    private final String registryUrl;
    private EmbeddedRegistry registry;

    /** @param stockBroker whether the broker's settings are Kafka's own */
    Site(Path directory, boolean stockBroker) {
        this.directory = directory;
        broker = new Broker(directory.resolve("broker"), stockBroker);
        startRegistry();
        registryUrl = registry.url();
    }

    Broker broker() {
        return broker;
    }

    String registryUrl() {
        return registryUrl;
    }

    void startRegistry() {
        registry = new EmbeddedRegistry(directory.resolve("registry"), broker.bootstrap(), 0);
    }

    void stopRegistry() {
        registry.close();
    }

    @Override
    public void close() throws InterruptedException {
        registry.close();
        broker.close();
    }
}
