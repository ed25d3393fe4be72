package io.antidistill.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** HTTP basic authentication: one user for all URLs, or each URL's own. Immutable; never printed. */
final class RegistryCredentials {
    private final Optional<String> userInfo;

    private RegistryCredentials(Optional<String> userInfo) {
        this.userInfo = userInfo;
    }

    static RegistryCredentials of(AvroSerdeConfig config) {
        if (config.getString(AvroSerdeConfig.CREDENTIALS_SOURCE).equals("URL")) {
            return new RegistryCredentials(Optional.empty());
        }
        Password password = config.getPassword(AvroSerdeConfig.USER_INFO);
        Password older = config.getPassword(AvroSerdeConfig.USER_INFO_ALIAS);
        String info = password != null ? password.value() : older != null ? older.value() : "";
        if (!info.contains(":")) {
            throw new ConfigException(AvroSerdeConfig.USER_INFO + " must be user:password where "
                    + AvroSerdeConfig.CREDENTIALS_SOURCE + " is USER_INFO");
        }
        return new RegistryCredentials(Optional.of(info));
    }

    Optional<String> headerFor(URI url) {
        return userInfo.or(() -> Optional.ofNullable(url.getUserInfo()))
                .map(info -> "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8)));
    }

    /** The URL as it may be shown and requested. */
    static URI withoutUserInfo(URI url) {
        try {
            return new URI(url.getScheme(), null, url.getHost(), url.getPort(), url.getPath(), null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a checked URL cannot be taken apart", e);
        }
    }
}
