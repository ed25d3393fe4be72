package io.antidistill.streams.generation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Resample;
import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;

/**
 * The seed of a prompt's noise: a keyed hash of who asks what under which policy version.
 *
 * <p>The same client asking the same question gets the same noise, so asking again gains nothing. Questions are the same
 * if they differ only in case, spacing, compatibility forms of characters or invisible ones. Pure and thread-safe.
 */
final class Seeds {
    private static final Pattern INVISIBLE = Pattern.compile("\\p{Cf}+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    private Seeds() {}

    static long seed(Salt salt, PromptEvent prompt, int policyVersion, Resample resample) {
        Mac mac = salt.newMac();
        add(mac, prompt.getTenant());
        add(mac, prompt.getClient());
        for (Message message : prompt.getMessages()) {
            add(mac, message.getRole());
            add(mac, normalised(message.getContent()));
        }
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(policyVersion).flip());
        if (resample == Resample.FRESH) {
            add(mac, prompt.getPromptId());
        }
        return ByteBuffer.wrap(mac.doFinal()).getLong();
    }

    static String normalised(String text) {
        String visible = INVISIBLE
                .matcher(Normalizer.normalize(text, Normalizer.Form.NFKC))
                .replaceAll("");
        return SPACES.matcher(visible).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    /** Length first, so that no two lists of fields give the same bytes. */
    private static void add(Mac mac, String field) {
        byte[] bytes = field.getBytes(UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
        mac.update(bytes);
    }
}
