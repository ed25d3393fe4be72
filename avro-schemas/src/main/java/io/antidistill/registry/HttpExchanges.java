package io.antidistill.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Carries one question to whichever of the registries answers: all URLs in turn, beginning with the one that answered
 * last, then a pause, then all again, until the retries or the time are used up. Thread-safe.
 */
final class HttpExchanges {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<URI> urls;
    private final RegistryCredentials credentials;
    private final RetrySchedule schedule;
    private final Duration readTimeout;
    private final HttpClient client;
    private volatile int preferred;

    HttpExchanges(List<URI> urls, AvroSerdeConfig config) {
        this.urls = urls;
        this.credentials = RegistryCredentials.of(config);
        this.schedule = RetrySchedule.of(config);
        this.readTimeout = Duration.ofMillis(config.getInt(AvroSerdeConfig.READ_TIMEOUT_MS));
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofMillis(config.getInt(AvroSerdeConfig.CONNECT_TIMEOUT_MS)));
        RegistryTls.of(config).ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    RegistryAnswer get(String path) {
        return exchange("GET", path, BodyPublishers.noBody());
    }

    RegistryAnswer post(String path, JsonNode body) {
        return exchange("POST", path, BodyPublishers.ofString(body.toString()));
    }

    /** The pause before a first repetition. */
    void pause() {
        pause(schedule.pauseBefore(1), System.nanoTime() + schedule.total().toNanos());
    }

    private RegistryAnswer exchange(String method, String path, BodyPublisher body) {
        long deadline = System.nanoTime() + schedule.total().toNanos();
        Map<String, String> failures = new LinkedHashMap<>();
        for (int round = 0; round <= schedule.retries(); round++) {
            int first = preferred;
            for (int i = 0; i < urls.size() && remaining(deadline).toNanos() > 0; i++) {
                int index = (first + i) % urls.size();
                Optional<RegistryAnswer> answer = attempt(urls.get(index), method, path, body, deadline, failures);
                if (answer.isPresent()) {
                    preferred = index;
                    return answer.get();
                }
            }
            if (round < schedule.retries() && !pause(schedule.pauseBefore(round + 1), deadline)) {
                break;
            }
        }
        throw new RegistryUnreachableException("no schema registry answered: " + failures + "; check that one runs at "
                + AvroSerdeConfig.URL + " and that this machine can reach it");
    }

    /** One try; empty, with the reason noted, where another try may help. */
    private Optional<RegistryAnswer> attempt(
            URI url, String method, String path, BodyPublisher body, long deadline, Map<String, String> failures) {
        String shown = RegistryCredentials.withoutUserInfo(url).toString();
        Duration limit = min(readTimeout, remaining(deadline));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(shown + path))
                .timeout(limit)
                .header("Content-Type", MEDIA_TYPE)
                .header("Accept", MEDIA_TYPE + ", application/json")
                .method(method, body);
        credentials.headerFor(url).ifPresent(value -> request.header("Authorization", value));
        try {
            HttpResponse<byte[]> response = send(request.build(), limit);
            int status = response.statusCode();
            if (status == 401 || status == 403) {
                throw new RegistryAuthenticationException("the schema registry at " + shown
                        + " refuses the credentials (HTTP " + status + "); set "
                        + AvroSerdeConfig.CREDENTIALS_SOURCE + "=USER_INFO and " + AvroSerdeConfig.USER_INFO
                        + "=user:password, and check the user's rights");
            }
            if (status >= 500 || status == 429 || status == 408) {
                failures.put(shown, "HTTP " + status);
                return Optional.empty();
            }
            return Optional.of(new RegistryAnswer(shown, status, json(response, shown)));
        } catch (IOException e) {
            failures.put(shown, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            return Optional.empty();
        }
    }

    /** The request's own time limit ends with the headers; this one spans the body too. */
    private HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, BodyHandlers.ofByteArray());
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer within " + limit.toMillis() + " ms", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException(e.getCause());
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response, String url) {
        try {
            JsonNode body = JSON.readTree(response.body());
            if (body.isObject()) {
                return body;
            }
        } catch (IOException e) {
            // Said below, as for any other answer that is not a JSON object.
        }
        throw new RegistryUnreachableException(url + " answers (HTTP " + response.statusCode()
                + "), but not as a schema registry does; check " + AvroSerdeConfig.URL);
    }

    private static boolean pause(Duration pause, long deadline) {
        if (remaining(deadline).compareTo(pause) <= 0) {
            return false;
        }
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Duration remaining(long deadline) {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
