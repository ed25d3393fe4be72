package io.antidistill.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubProcessesTest {
    @TempDir
    Path cache;

    /** Nothing is sent before both have asked, so that the second comes while the first is fetching. */
    @Test
    void twoProcessesFetchAModelOnce() throws Exception {
        byte[] weights = new byte[300_000];
        new Random(1).nextBytes(weights);
        try (FaultyHub server = new FaultyHub()) {
            server.files.put("config.json", "{}".getBytes(StandardCharsets.UTF_8));
            server.files.put("model.safetensors", weights);
            server.askers = new CountDownLatch(2);

            List<Process> both = List.of(start(server.endpoint()), start(server.endpoint()));
            for (Process process : both) {
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(process.waitFor()).as(said).isZero();
                assertThat(Path.of(said.lines().reduce((a, b) -> b).orElseThrow(), "model.safetensors"))
                        .hasBinaryContent(weights);
            }
            assertThat(server.requests)
                    .filteredOn(request -> request.startsWith("storage"))
                    .singleElement()
                    .asString()
                    .endsWith("range=null");
        }
    }

    private Process start(URI endpoint) throws Exception {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Fetch.class.getName(),
                        cache.toString(),
                        endpoint.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** The other process's main class. */
    static final class Fetch {
        public static void main(String[] arguments) {
            HubSettings settings =
                    new HubSettings(Path.of(arguments[0]), URI.create(arguments[1]), Optional.empty(), false);
            System.out.println(new Hub(settings).directory(new HubId("acme/tiny", "main"), (bytes, total) -> {}));
        }
    }
}
