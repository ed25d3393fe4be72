package io.antidistill.tests;

import static org.awaitility.Awaitility.await;

import io.antidistill.cli.local.EmbeddedBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Apicurio's registry, which speaks Confluent's API beside its own: {@code mvn verify -Papicurio} brings it. */
@EnabledIfSystemProperty(
        named = ApicurioPlatformTest.HOME,
        matches = ".+",
        disabledReason = "Apicurio is not here; -Papicurio brings it (159 MB)")
@EnabledIf(
        value = "javaIsThere",
        disabledReason = "Apicurio needs Java 21, and there is none in /usr/lib/jvm or JAVA_HOME")
class ApicurioPlatformTest extends PlatformContract {
    static final String HOME = "apicurio.home";

    private static final int NEEDS_JAVA = 21;
    private static final Duration START = Duration.ofMinutes(3);

    @TempDir
    static Path data;

    private static EmbeddedBroker broker;
    private static Process registry;
    private static String url;

    private static Optional<Path> java() throws IOException {
        return JavaHomes.atLeast(NEEDS_JAVA);
    }

    static boolean javaIsThere() throws IOException {
        return java().isPresent();
    }

    @BeforeAll
    static void start() throws Exception {
        broker = new EmbeddedBroker(data, 0);
        int port = FreePorts.some(1).get(0);
        registry = process(java().orElseThrow(), Path.of(System.getProperty(HOME)), port);
        url = "http://127.0.0.1:" + port + "/apis/ccompat/v7";
        await().atMost(START).pollInterval(Duration.ofSeconds(1)).until(ApicurioPlatformTest::answers);
    }

    private static Process process(Path java, Path home, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        java.resolve("bin/java").toString(),
                        "-Xmx512m",
                        "-jar",
                        home.resolve("quarkus-run.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("apicurio.log").toFile());
        builder.environment().put("APICURIO_STORAGE_KIND", "sql"); // H2, in memory
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return builder.start();
    }

    private static boolean answers() throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(url + "/subjects"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (registry != null) {
            registry.destroy();
            registry.waitFor();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Override
    String bootstrap() {
        return broker.bootstrap();
    }

    @Override
    String registry() {
        return url;
    }
}
