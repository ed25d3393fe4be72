package io.antidistill.tests;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.antidistill.cli.local.EmbeddedRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A schema registry that is reached by HTTPS and basic authentication, as behind a proxy. */
final class SecureRegistry implements AutoCloseable {
    private static final String USER = "schemas";

    private final EmbeddedRegistry registry;
    private final HttpsServer front;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpClient client = HttpClient.newHttpClient();
    private final Certificate certificate;
    private final String password;

    SecureRegistry(Path directory, String bootstrap, Certificate certificate, String password) throws Exception {
        this.certificate = certificate;
        this.password = password;
        registry = new EmbeddedRegistry(directory, bootstrap, 0);
        front = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
        front.createContext("/", this::forward).setAuthenticator(new BasicAuthenticator("schemas") {
            @Override
            public boolean checkCredentials(String user, String given) {
                return user.equals(USER) && given.equals(password);
            }
        });
        front.setExecutor(threads);
        front.start();
    }

    private static SSLContext context(Certificate certificate) throws Exception {
        char[] password = certificate.password().toCharArray();
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(certificate.keyStore().toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(registry.url() + exchange.getRequestURI()))
                    .method(
                            exchange.getRequestMethod(),
                            BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()))
                    .build();
            HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return "https://127.0.0.1:" + front.getAddress().getPort();
    }

    /** Under the names that Confluent's serializers use. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(certificate.trust("schema.registry.ssl."));
        properties.put("basic.auth.credentials.source", "USER_INFO");
        properties.put("basic.auth.user.info", USER + ":" + password);
        return properties;
    }

    @Override
    public void close() {
        front.stop(0);
        threads.shutdown();
        registry.close();
    }
}
