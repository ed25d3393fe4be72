package io.antidistill.streams.generation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.PromptEvent;
import io.antidistill.streams.policy.DefaultPolicies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry is down when the stream starts, and comes back. */
class RegistryOutageTest {
    @TempDir
    Path directory;

    @Test
    void promptsWaitForTheRegistryAndNoneIsSetAside() throws IOException {
        InetSocketAddress address = freeAddress();
        TaskBench task =
                new TaskBench(FakeEngine.answeringAtOnce(), directory, "http://127.0.0.1:" + address.getPort());
        task.ask("p1");
        task.pass(Duration.ofSeconds(5));
        assertThat(task.pending("p1")).isNotNull();
        assertThat(task.engine().offered()).isEmpty();
        assertThat(task.deadLetterReasons()).isEmpty();

        HttpServer registry = registry(address, schemas(task));
        try {
            task.pass(Duration.ofSeconds(5));
            task.tick();
            assertThat(task.traces()).hasSize(1);
            assertThat(task.audits().get(0).getPolicyKey()).isEqualTo("reasoning-long");
            assertThat(task.deadLetterReasons()).isEmpty();
        } finally {
            registry.stop(0);
        }
    }

    private static Map<Integer, Schema> schemas(TaskBench task) {
        PromptEvent prompt = TaskBench.prompt("p1");
        DefensePolicy policy = DefaultPolicies.strictest();
        return Map.of(
                id(TaskBench.bytes(task.topics.prompts(), prompt)), prompt.getSchema(),
                id(TaskBench.bytes(task.topics.policies(), policy)), policy.getSchema());
    }

    private static int id(byte[] record) {
        return ByteBuffer.wrap(record, 1, Integer.BYTES).getInt();
    }

    private static HttpServer registry(InetSocketAddress address, Map<Integer, Schema> schemas) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        server.createContext("/schemas/ids/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            Schema schema = schemas.get(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
            byte[] answer = new ObjectMapper()
                    .writeValueAsString(Map.of("schema", schema.toString()))
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }
}
