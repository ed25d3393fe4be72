package io.antidistill.monitor;

import io.antidistill.task.Problem;
import io.antidistill.tokenizer.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Recognises the exam's prompts in what customers ask: a student that learned from their answers would look better than
 * it is. Case, width of letters and spacing make no difference; what stands in for a prompt is the hash of what is left.
 * Immutable.
 */
final class ExamPrompts {
    private final Set<String> hashes;

    private ExamPrompts(Set<String> hashes) {
        this.hashes = hashes;
    }

    static ExamPrompts of(List<Problem> problems) {
        return new ExamPrompts(
                problems.stream().map(problem -> hash(problem.question())).collect(Collectors.toUnmodifiableSet()));
    }

    /** Whether one of the user's messages is a prompt of the exam. */
    boolean within(List<ChatMessage> messages) {
        return messages.stream()
                .filter(message -> message.role().equals("user"))
                .anyMatch(message -> hashes.contains(hash(message.content())));
    }

    static String hash(String prompt) {
        String normalised = Normalizer.normalize(prompt, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\s+", " ")
                .strip();
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(normalised.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
