package io.antidistill.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/** Checks the registry URLs of a configuration. */
final class RegistryUrls {
    private RegistryUrls() {}

    /** All http(s), or one of the in-memory scheme; without a slash at the end. */
    static List<URI> parse(List<String> values, String inMemory) {
        List<URI> urls = new ArrayList<>();
        for (String value : values) {
            urls.add(parse(value.strip().replaceAll("/+$", ""), inMemory));
        }
        if (urls.isEmpty()) {
            throw wrong(values, "it names no registry");
        }
        if (urls.size() > 1 && urls.stream().anyMatch(url -> url.getScheme().equals(inMemory))) {
            throw wrong(values, inMemory + ":// stands alone");
        }
        return List.copyOf(urls);
    }

    private static URI parse(String value, String inMemory) {
        try {
            URI url = new URI(value);
            String scheme = String.valueOf(url.getScheme());
            boolean http = (scheme.equals("http") || scheme.equals("https")) && url.getHost() != null;
            if (!http && !scheme.equals(inMemory)) {
                throw wrong(value, "give it as http://host:port or https://host:port");
            }
            return url;
        } catch (URISyntaxException e) {
            throw wrong(value, e.getReason());
        }
    }

    /** What stands before an at sign may be a password. */
    private static ConfigException wrong(Object value, String reason) {
        return new ConfigException(AvroSerdeConfig.URL, value.toString().replaceAll("[^\\s,/]*@", "(user)@"), reason);
    }
}
