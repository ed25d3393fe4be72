package io.antidistill.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** TLS set up from trust and key stores; without either, Java's own trust applies. */
final class RegistryTls {
    private RegistryTls() {}

    static Optional<SSLContext> of(AvroSerdeConfig config) {
        String trust = config.getString(AvroSerdeConfig.TRUSTSTORE_LOCATION);
        String keys = config.getString(AvroSerdeConfig.KEYSTORE_LOCATION);
        if (trust == null && keys == null) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    keys == null ? null : keyManagers(keys, config),
                    trust == null ? null : trustManagers(trust, config),
                    null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new ConfigException("TLS for the schema registry cannot be set up: " + e.getMessage());
        }
    }

    private static KeyManager[] keyManagers(String location, AvroSerdeConfig config) throws GeneralSecurityException {
        char[] storePassword = characters(config.getPassword(AvroSerdeConfig.KEYSTORE_PASSWORD));
        char[] keyPassword = characters(config.getPassword(AvroSerdeConfig.KEY_PASSWORD));
        KeyStore store = read(
                AvroSerdeConfig.KEYSTORE_LOCATION,
                location,
                config.getString(AvroSerdeConfig.KEYSTORE_TYPE),
                storePassword);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, keyPassword == null ? storePassword : keyPassword);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trustManagers(String location, AvroSerdeConfig config)
            throws GeneralSecurityException {
        KeyStore store = read(
                AvroSerdeConfig.TRUSTSTORE_LOCATION,
                location,
                config.getString(AvroSerdeConfig.TRUSTSTORE_TYPE),
                characters(config.getPassword(AvroSerdeConfig.TRUSTSTORE_PASSWORD)));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore read(String key, String location, String type, char[] password) {
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            if (type.toUpperCase(Locale.ROOT).equals("PEM")) {
                return certificates(in);
            }
            KeyStore store = KeyStore.getInstance(type);
            store.load(in, password);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(
                    key, location, "cannot be read as " + type + ": " + e + "; check the path, type and password");
        }
    }

    private static KeyStore certificates(InputStream in) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            store.setCertificateEntry("certificate-" + store.size(), certificate);
        }
        return store;
    }

    private static char[] characters(Password password) {
        return password == null ? null : password.value().toCharArray();
    }
}
