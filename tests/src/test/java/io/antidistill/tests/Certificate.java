package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A self-signed certificate for 127.0.0.1, made by the JDK's own keytool, and the store of those who trust it. */
record Certificate(Path keyStore, Path trustStore, String password) {
    private static final String NAME = "server";

    static Certificate make(Path directory, String password) throws Exception {
        Path keyStore = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        NAME,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS) && keytool.exitValue() == 0)
                .as(Files.readString(directory.resolve("keytool.txt")))
                .isTrue();

        KeyStore keys = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(NAME, keys.getCertificate(NAME));
        Path trustStore = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trust.store(out, password.toCharArray());
        }
        return new Certificate(keyStore, trustStore, password);
    }

    /** Client properties of those who trust it, each name behind the prefix. */
    Map<String, String> trust(String prefix) {
        return Map.of(
                prefix + "truststore.location",
                trustStore.toString(),
                prefix + "truststore.password",
                password,
                prefix + "truststore.type",
                "PKCS12");
    }
}
