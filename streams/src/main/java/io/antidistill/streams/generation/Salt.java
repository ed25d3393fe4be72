package io.antidistill.streams.generation;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that seeds are made with. Who knows it can tell which token the noise would have drawn; all instances share
 * one. Immutable; its text form never shows it.
 */
public final class Salt {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST = 16;

    private final SecretKeySpec key;

    private Salt(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * The UTF-8 bytes of that text.
     *
     * @throws IllegalArgumentException if it is missing or shorter than 16 bytes
     */
    public static Salt of(String secret) {
        byte[] bytes = secret == null ? new byte[0] : secret.strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "invalid salt of " + bytes.length + " bytes: it must be a secret of at least " + SHORTEST
                            + " bytes, the same on every instance (for example: openssl rand -hex 32)");
        }
        return new Salt(bytes);
    }

    /** A new secret in hexadecimal, for {@link #of}: 32 random bytes. */
    public static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    Mac newMac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime lacks " + ALGORITHM, e);
        }
    }

    /** A key for another purpose; the salt cannot be told from it. */
    public long keyFor(String purpose) {
        return ByteBuffer.wrap(newMac().doFinal(purpose.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    @Override
    public String toString() {
        return "Salt[secret]";
    }
}
