package io.antidistill.streams;

import io.antidistill.streams.generation.FakeEngine;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Gives each test a stream of its own, whose engine answers at once. */
abstract class AnsweringStream {
    StreamBench stream;

    @BeforeEach
    void open(@TempDir Path directory) {
        stream = new StreamBench(FakeEngine.answeringAtOnce(), directory);
    }

    @AfterEach
    void close() {
        stream.close();
    }
}
