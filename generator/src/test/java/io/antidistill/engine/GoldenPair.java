package io.antidistill.engine;

import io.antidistill.model.Golden;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.PoisonDirectionBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A real teacher and a real proxy with its poison direction, small ones. */
abstract class GoldenPair {
    static TorchRuntime runtime;
    static LanguageModel teacher;
    static LanguageModel proxy;
    static PoisonDirection direction;

    @BeforeAll
    static void open() {
        runtime = TorchRuntime.open();
        teacher = Golden.of("llama-teacher").load(runtime);
        proxy = Golden.of("qwen2-proxy").load(runtime);
        direction = PoisonDirectionBuilder.build(
                runtime, proxy, Golden.of("qwen2-proxy").examples(), done -> {});
    }

    @AfterAll
    static void close() {
        direction.close();
        proxy.close();
        teacher.close();
        runtime.close();
    }
}
