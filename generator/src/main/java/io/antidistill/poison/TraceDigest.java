package io.antidistill.poison;

import io.antidistill.model.CompletionExample;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 of any number of traces' tokens. */
final class TraceDigest {
    private final MessageDigest digest = sha256();

    void add(List<CompletionExample> traces) {
        for (CompletionExample trace : traces) {
            add(trace.promptLength() + Arrays.toString(trace.ids()));
        }
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Call it once, at the end. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(String text) {
        TraceDigest digest = new TraceDigest();
        digest.add(text);
        return digest.hex();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
