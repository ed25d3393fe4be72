package io.antidistill.tests.chaos;

import io.antidistill.schema.Topics;
import io.antidistill.streams.AtLeastOnceStream;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.streams.generation.PromptEncoder;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * What {@code antidistill streams} does, with words on the standard input: {@code die} and {@code oom} hurt the engine, {@code heap} adds the
 * bytes in use after a collection to a file beside the state directory.
 * It ends, as the command does, when the stream is no longer live.
 */
final class AppProgram {
    static final String HEAP_FILE = "heap";
    private static final int FAILED = 1;

    private AppProgram() {}

    /** Arguments: brokers, registry, topic prefix, name of the instance, state directory, settings. */
    public static void main(String[] arguments) throws Exception {
        List<String> all = Arrays.asList(arguments);
        AppSettings settings = AppSettings.of(all.subList(5, all.size()));
        String prefix = all.get(2);
        ProtectionConfig config = settings.config(prefix + "streams", all.get(3), all.get(0), Path.of(all.get(4)));
        Topics topics = Topics.of(prefix, Map.of("schema.registry.url", all.get(1)));
        EngineFaults faults = new EngineFaults(settings.step());
        try (TinyEngine tiny = new TinyEngine();
                StreamsApp app = start(settings, config, tiny, new WeakEngine(tiny, faults), topics)) {
            Runtime.getRuntime().addShutdownHook(new Thread(app::close, "sigterm"));
            Path heap = Path.of(all.get(4)).resolveSibling(HEAP_FILE);
            new Thread(() -> obey(faults, heap), "words").start();
            while (app.health().live()) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        Runtime.getRuntime().halt(FAILED);
    }

    private static StreamsApp start(
            AppSettings settings, ProtectionConfig config, TinyEngine tiny, WeakEngine engine, Topics topics) {
        PromptEncoder encoder = tiny.encoder();
        ModelIdentity identity = tiny.models().identity();
        Properties kafka = settings.kafka();
        MeterRegistry meters = new SimpleMeterRegistry();
        return settings.exactlyOnce()
                ? StreamsApp.start(config, engine, encoder, identity, topics, kafka, meters)
                : AtLeastOnceStream.start(config, engine, encoder, identity, topics, kafka, meters);
    }

    private static void obey(EngineFaults faults, Path heap) {
        try (BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String word = words.readLine(); word != null; word = words.readLine()) {
                switch (word) {
                    case "heap" ->
                        Files.writeString(
                                heap,
                                heapAfterCollection() + "\n",
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                    case "oom" -> faults.inject(new OutOfMemoryError("injected"));
                    default -> faults.inject(new Error("injected: the engine dies"));
                }
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        Runtime.getRuntime().halt(FAILED); // nobody is there any more to stop it
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
