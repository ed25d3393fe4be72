package io.antidistill.hub;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the hub and its cache are, as Hugging Face's environment variables say it. Immutable.
 *
 * @param cache directory of the cached models
 * @param token for private and gated models
 * @param offline use only what is in the cache
 */
public record HubSettings(Path cache, URI endpoint, Optional<String> token, boolean offline) {
    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    /**
     * Reads HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN (or the file that {@code hf auth login} writes) and HF_HUB_OFFLINE.
     *
     * @throws IllegalArgumentException if HF_ENDPOINT is no URL
     */
    public static HubSettings of(Map<String, String> environment, Path userHome) {
        Path cacheHome = path(environment, "XDG_CACHE_HOME", userHome.resolve(".cache"));
        Path home = path(environment, "HF_HOME", cacheHome.resolve("huggingface"));
        return new HubSettings(
                path(environment, "HF_HUB_CACHE", home.resolve("hub")),
                endpoint(environment.getOrDefault("HF_ENDPOINT", "")),
                token(environment, path(environment, "HF_TOKEN_PATH", home.resolve("token"))),
                TRUE.contains(environment.getOrDefault("HF_HUB_OFFLINE", "").toUpperCase(Locale.ROOT)));
    }

    private static Path path(Map<String, String> environment, String name, Path otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? otherwise : Path.of(value);
    }

    private static URI endpoint(String text) {
        String url = text.isBlank() ? "https://huggingface.co" : text.strip().replaceAll("/+$", "");
        if (!url.matches("https?://[^\\s/]+.*")) {
            throw new IllegalArgumentException(
                    "invalid value " + url + " for HF_ENDPOINT: must be an http or https URL");
        }
        return URI.create(url);
    }

    private static Optional<String> token(Map<String, String> environment, Path file) {
        String token = environment.getOrDefault("HF_TOKEN", "");
        try {
            if (token.isBlank() && Files.isRegularFile(file)) {
                token = Files.readString(file);
            }
        } catch (IOException e) {
            throw new HubException("cannot read the token in " + file + "; set HF_TOKEN instead", e);
        }
        return token.isBlank() ? Optional.empty() : Optional.of(token.strip());
    }

    /** Without the token. */
    @Override
    public String toString() {
        return endpoint + " through " + cache + (offline ? ", offline" : "");
    }
}
