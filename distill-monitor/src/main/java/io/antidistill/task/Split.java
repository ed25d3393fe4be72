package io.antidistill.task;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Four sets of problems that never overlap. A problem's numbers and operations decide where it belongs, so that another phrasing of the same
 * calculation cannot slip into another set.
 */
public enum Split {
    /** What the shipped models were trained on. */
    PRETRAINING(50),
    /** Prompts whose traces a student learns from. */
    TRAINING(70),
    /** Clean traces on these give the downstream loss and the poison direction. */
    HOLDOUT(85),
    /** Graded problems that no model has seen. */
    TEST(100);

    private final int percentBelow;

    Split(int percentBelow) {
        this.percentBelow = percentBelow;
    }

    static Split of(Calculation calculation) {
        int percent = Integer.remainderUnsigned(hash(calculation.key()), 100);
        for (Split split : values()) {
            if (percent < split.percentBelow) {
                return split;
            }
        }
        throw new AssertionError("percent " + percent);
    }

    private static int hash(String key) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(sha.digest(key.getBytes(StandardCharsets.UTF_8)))
                    .getInt();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
