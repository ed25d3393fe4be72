package io.antidistill.tests;

import io.antidistill.schema.Topics;
import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.StreamsApp;
import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.streams.generation.Salt;
import io.antidistill.tokenizer.ChatMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The stream around a paced engine, in this process or in one that can be killed. */
final class StreamProcess {
    private StreamProcess() {}

    /** Arguments: brokers, registry, state directory, milliseconds per answer. Runs until it is killed. */
    public static void main(String[] arguments) throws InterruptedException {
        PacedEngine engine = new PacedEngine(Duration.ofMillis(Long.parseLong(arguments[3])), 8);
        start(arguments[0], arguments[1], Path.of(arguments[2]), engine).awaitStopped();
    }

    /** In a JVM of its own. */
    static Process spawn(String bootstrap, String registry, Path directory, Duration pace) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamProcess.class.getName(),
                        bootstrap,
                        registry,
                        directory.resolve("state").toString(),
                        Long.toString(pace.toMillis()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(directory.toFile(), "stream.log")))
                .start();
    }

    static StreamsApp start(String bootstrap, String registry, Path state, PacedEngine engine) {
        ProtectionConfig config = ProtectionConfig.of(bootstrap, state, Salt.of("a salt for the tests"))
                .withInstanceId("only")
                .withTransactionTimeout(Duration.ofSeconds(3))
                .withGeneration(GenerationSettings.defaults().with(GenerationSettings.Storage.MEMORY));
        return StreamsApp.start(
                config,
                engine,
                new CharacterEncoder(),
                new ModelIdentity("paced", "no-weights", null, null, "none"),
                Topics.of("", Map.of("schema.registry.url", registry)),
                new Properties(),
                new SimpleMeterRegistry());
    }

    /** One token per character. */
    private static final class CharacterEncoder implements PromptEncoder {
        @Override
        public int[] encode(List<ChatMessage> messages) {
            return messages.stream()
                    .flatMapToInt(message -> message.content().chars())
                    .toArray();
        }

        @Override
        public int[] encodeText(String text) {
            return text.chars().toArray();
        }

        @Override
        public String decode(int[] tokenIds) {
            return Arrays.toString(tokenIds);
        }
    }
}
