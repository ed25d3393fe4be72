package io.antidistill.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A small hub and, on another port, the storage that it sends large files' readers to. It can be told to go wrong. */
final class FaultyHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String REPOSITORY = "/acme/tiny";

    final Map<String, byte[]> files = new TreeMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer hub = server();
    private final HttpServer storage = server();
    volatile int status = 200;
    /** Downloads that end half-way. */
    volatile int breaks;
    /** Downloads that go quiet half-way and leave the connection open. */
    volatile int stalls;
    /** Answers a checksum of other bytes. */
    volatile boolean lies;

    volatile boolean storageIgnoresRanges;
    /** Nothing is sent before so many have asked for the model. */
    volatile CountDownLatch askers = new CountDownLatch(0);

    FaultyHub() {
        hub.createContext("/", this::answer);
        storage.createContext("/", this::store);
        hub.start();
        storage.start();
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    URI endpoint() {
        return URI.create(address(hub));
    }

    private static String note(String server, HttpExchange exchange) {
        return server + " " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + " token="
                + exchange.getRequestHeaders().getFirst("Authorization") + " range="
                + exchange.getRequestHeaders().getFirst("Range");
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(note("hub", exchange));
        String path = exchange.getRequestURI().getPath();
        String prefix = REPOSITORY + "/resolve/" + COMMIT + "/";
        if (status != 200) {
            send(exchange, status, new byte[0]);
        } else if (path.equals("/api/models" + REPOSITORY + "/revision/main")) {
            askers.countDown();
            String siblings = files.keySet().stream()
                    .map(name -> "{\"rfilename\":\"" + name + "\"}")
                    .collect(Collectors.joining(","));
            send(
                    exchange,
                    200,
                    ("{\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + "]}").getBytes(StandardCharsets.UTF_8));
        } else if (path.startsWith(prefix) && files.containsKey(path.substring(prefix.length()))) {
            file(exchange, path.substring(prefix.length()));
        } else {
            send(exchange, 404, new byte[0]);
        }
    }

    private void file(HttpExchange exchange, String name) throws IOException {
        byte[] content = lies ? "other".getBytes(StandardCharsets.UTF_8) : files.get(name);
        if (!name.endsWith(".safetensors")) {
            exchange.getResponseHeaders().set("ETag", "\"" + gitHash(content) + "\"");
            send(exchange, 200, files.get(name));
            return;
        }
        exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + hash("SHA-256", content) + "\"");
        exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(files.get(name).length));
        exchange.getResponseHeaders().set("Location", address(storage) + "/" + name + "?signature=secret");
        send(exchange, 302, new byte[0]);
    }

    private void store(HttpExchange exchange) throws IOException {
        requests.add(note("storage", exchange));
        awaitAskers();
        byte[] content = files.get(exchange.getRequestURI().getPath().substring(1));
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || storageIgnoresRanges
                ? 0
                : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        boolean quiet = stalls-- > 0;
        boolean broken = breaks-- > 0 || quiet;
        int last = broken ? from + (content.length - from) / 2 : content.length;
        try {
            exchange.getResponseBody().write(Arrays.copyOfRange(content, from, last));
            exchange.getResponseBody().flush();
        } finally {
            if (!quiet) {
                exchange.close();
            }
        }
    }

    private void awaitAskers() {
        try {
            if (!askers.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody else has asked");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    static String gitHash(byte[] content) {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(header, header.length + content.length);
        System.arraycopy(content, 0, all, header.length, content.length);
        return hash("SHA-1", all);
    }

    static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
    }
}
