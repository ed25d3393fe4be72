package io.antidistill.tests;

import io.antidistill.cli.local.EmbeddedBroker;
import io.antidistill.cli.local.EmbeddedRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The broker and the registry of {@code antidistill up}. */
class EmbeddedPlatformTest extends PlatformContract {
    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() {
        broker = new EmbeddedBroker(data, 0);
        registry = new EmbeddedRegistry(data, broker.bootstrap(), 0);
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @Override
    String bootstrap() {
        return broker.bootstrap();
    }

    @Override
    String registry() {
        return registry.url();
    }
}
