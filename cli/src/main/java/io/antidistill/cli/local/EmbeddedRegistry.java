package io.antidistill.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry for Avro that speaks the part of Confluent's REST API that serializers and tools use. Its state is
 * in the broker's compacted topic {@code _schemas}. One per broker. Thread-safe.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOST = "127.0.0.1";
    private static final int THREADS = 4;
    private static final int LARGEST_REQUEST = 1 << 20;

    private record Answer(int status, JsonNode body) {}

    private final SchemasTopic topic;
    private final RegistryRoutes routes;
    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Starts a registry and returns once it answers.
     *
     * @param directory where the port is remembered, best the broker's
     * @param bootstrap the broker's address
     * @param port on the loopback interface; 0 for the one of last time or, at first, any free one
     * @throws LocalStartException if the port is taken, the directory cannot be written or the broker does not answer
     */
    public EmbeddedRegistry(Path directory, String bootstrap, int port) {
        LocalDirectory.prepare(directory);
        int chosen = new LocalPorts(directory).choose("registry", port);
        SchemaStore store = new SchemaStore();
        try {
            topic = new SchemasTopic(bootstrap);
            SchemasTopic.replay(bootstrap, store);
            server = HttpServer.create(new InetSocketAddress(HOST, chosen), 0);
        } catch (IOException | KafkaException e) {
            throw new LocalStartException(
                    "the schema registry cannot start: " + e.getMessage() + "; check that the broker at " + bootstrap
                            + " runs, and that port " + chosen + " is free",
                    e);
        }
        routes = new RegistryRoutes(new RegistryService(store, topic));
        threads = Executors.newFixedThreadPool(THREADS, EmbeddedRegistry::thread);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "schema-registry");
        thread.setDaemon(true);
        return thread;
    }

    /** The address for {@code schema.registry.url}. */
    public String url() {
        return "http://" + HOST + ":" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        try {
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
            JsonNode body = json(body(exchange.getRequestBody()));
            List<String> path = path(exchange.getRequestURI().getRawPath());
            return new Answer(200, routes.answer(exchange.getRequestMethod(), path, query, body));
        } catch (RegistryRefusal e) {
            return refusal(e.status(), e.errorCode(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("The schema registry could not answer {}", exchange.getRequestURI(), e);
            return refusal(500, 50001, "Error in the backend data store: " + e.getMessage());
        }
    }

    /** Reads on past what is kept: a client that is still sending when its connection closes never sees the answer. */
    private static byte[] body(InputStream request) throws IOException {
        byte[] kept = request.readNBytes(LARGEST_REQUEST + 1);
        request.transferTo(OutputStream.nullOutputStream());
        return kept;
    }

    private static List<String> path(String rawPath) {
        return Arrays.stream(rawPath.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part, StandardCharsets.UTF_8))
                .toList();
    }

    private static JsonNode json(byte[] body) throws IOException {
        if (body.length > LARGEST_REQUEST) {
            throw new RegistryRefusal(413, 413, "The request is larger than " + LARGEST_REQUEST + " bytes.");
        }
        try {
            return body.length == 0 ? JsonNodeFactory.instance.objectNode() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new RegistryRefusal(400, 400, "The request is not JSON: " + e.getOriginalMessage());
        }
    }

    private static Answer refusal(int status, int errorCode, String message) {
        return new Answer(
                status,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("error_code", errorCode)
                        .put("message", message));
    }

    /** Stops answering; what was registered is with the broker. Does nothing when it is stopped already. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        topic.close();
    }
}
