package io.antidistill.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The hub's HTTP interface. Redirects are followed by hand, so that the token stays with the host it was given for. */
final class HubClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_REDIRECTS = 5;

    private final HubSettings settings;
    private final Duration patience;
    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    /** @param patience how long nothing may come of an answer */
    HubClient(HubSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
    }

    /** The model's commit ({@code sha}) and files ({@code siblings}). */
    JsonNode model(HubId id) throws IOException {
        URI address = URI.create(settings.endpoint() + "/api/models/" + id.repository() + "/revision/"
                + id.revision().replace("/", "%2F"));
        HttpResponse<InputStream> response = send(id, address, "GET", 0, true);
        try (InputStream body = new PatientStream(response.body(), patience)) {
            return JSON.readTree(body);
        }
    }

    RemoteFile file(HubId id, String commit, String name) throws IOException {
        URI address = URI.create(settings.endpoint() + "/" + id.repository() + "/resolve/" + commit + "/" + name);
        HttpResponse<InputStream> response = send(id, address, "HEAD", 0, false);
        response.body().close();
        String etag = header(response, "X-Linked-Etag", header(response, "ETag", ""));
        String size = header(response, "X-Linked-Size", header(response, "Content-Length", "-1"));
        return new RemoteFile(
                name,
                address,
                etag.replaceFirst("^W/", "").replace("\"", ""),
                size.matches("\\d{1,18}") ? Long.parseLong(size) : -1);
    }

    /** A file's bytes, from the one that was asked for or, where the server knows no ranges, from the beginning. */
    record Content(InputStream bytes, boolean fromTheBeginning) {}

    Content download(HubId id, RemoteFile file, long from) throws IOException {
        HttpResponse<InputStream> response = send(id, file.address(), "GET", from, true);
        return new Content(new PatientStream(response.body(), patience), response.statusCode() != 206);
    }

    /** @param elsewhere follow also to other hosts; what the hub says about a file stands in its own answer */
    private HttpResponse<InputStream> send(HubId id, URI first, String method, long from, boolean elsewhere)
            throws IOException {
        URI address = first;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpResponse<InputStream> response = send(address, method, from);
            int status = response.statusCode();
            if (status / 100 == 2) {
                return response;
            }
            URI next = status / 100 == 3 ? target(address, response) : null;
            if (next != null && !elsewhere && !sameHost(next)) {
                return response;
            }
            response.body().close();
            if (next == null) {
                throw refused(id, address, status);
            }
            address = next;
        }
        throw new HubException(first + " redirects without end; check HF_ENDPOINT");
    }

    private HttpResponse<InputStream> send(URI address, String method, long from) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(patience)
                .header("User-Agent", "antidistill")
                .header("Accept-Encoding", "identity");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        if (sameHost(address)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("the download was interrupted; start it again to go on", e);
        }
    }

    private boolean sameHost(URI address) {
        URI endpoint = settings.endpoint();
        return endpoint.getScheme().equalsIgnoreCase(address.getScheme())
                && endpoint.getAuthority().equalsIgnoreCase(address.getAuthority());
    }

    private static URI target(URI address, HttpResponse<?> response) {
        URI target;
        try {
            target = address.resolve(header(response, "Location", ""));
        } catch (IllegalArgumentException e) {
            throw new HubException(address + " redirects to no address; check HF_ENDPOINT", e);
        }
        if (!"https".equals(target.getScheme()) && !address.getScheme().equals(target.getScheme())) {
            throw new HubException(
                    address + " redirects to the unprotected " + target.getHost() + "; check HF_ENDPOINT");
        }
        return target;
    }

    private HubException refused(HubId id, URI address, int status) {
        return switch (status) {
            case 401, 403 ->
                new HubException("the hub refuses " + id + " (" + status
                        + "): it is private, gated or does not exist; accept its terms on " + settings.endpoint() + "/"
                        + id.repository() + " and set HF_TOKEN to a token that may read it");
            case 404 ->
                new HubException("there is no " + id + " on " + settings.endpoint() + " (" + address.getPath()
                        + "); check name and revision");
            default ->
                new HubException(address.getHost() + " answers " + status + " to " + address.getPath()
                        + "; try again later, or check HF_ENDPOINT");
        };
    }

    private static String header(HttpResponse<?> response, String name, String otherwise) {
        return response.headers().firstValue(name).orElse(otherwise);
    }
}
