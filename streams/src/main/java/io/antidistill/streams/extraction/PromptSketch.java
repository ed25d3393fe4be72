package io.antidistill.streams.extraction;

import io.antidistill.schema.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the detector keeps of a prompt; the words cannot be got back from it. Immutable.
 *
 * @param pieces hashes of its runs of three words: near-duplicates share most of them. At most {@link #MOST_PIECES},
 *     the smallest
 * @param fingerprint SimHash (Charikar, 2002) of its words: alike prompts differ in few bits
 * @param frames hashes of what a template would leave the same: the first and the last words of the question and the
 *     system message, numbers and names blotted out. At most three
 */
public record PromptSketch(List<Long> pieces, long fingerprint, List<Long> frames) {
    /** More than {@link DistinctCount} can tell apart is not kept. */
    static final int MOST_PIECES = 256;

    private static final int PIECE = 3;
    private static final int EDGE = 12;

    public PromptSketch {
        pieces = List.copyOf(pieces);
        frames = List.copyOf(frames);
    }

    /** The sketch of a conversation under a secret key; of the users' words, only the last message counts. */
    static PromptSketch of(List<Message> messages, Hashes hashes) {
        String question = messages.get(messages.size() - 1).getContent();
        List<String> words = Words.of(question);
        return new PromptSketch(pieces(words, hashes), fingerprint(words, hashes), frames(messages, question, hashes));
    }

    private static List<Long> pieces(List<String> words, Hashes hashes) {
        List<Long> pieces = new ArrayList<>();
        for (int start = 0; start == 0 || start + PIECE <= words.size(); start++) {
            pieces.add(hashes.of(words.subList(start, Math.min(words.size(), start + PIECE))));
        }
        return pieces.stream()
                .distinct()
                .sorted(Long::compareUnsigned)
                .limit(MOST_PIECES)
                .toList();
    }

    private static long fingerprint(List<String> words, Hashes hashes) {
        int[] votes = new int[Long.SIZE];
        for (String word : words) {
            long hash = hashes.of(word);
            for (int bit = 0; bit < Long.SIZE; bit++) {
                votes[bit] += (hash >>> bit & 1) == 1 ? 1 : -1;
            }
        }
        long fingerprint = 0;
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if (votes[bit] > 0) {
                fingerprint |= 1L << bit;
            }
        }
        return fingerprint;
    }

    private static List<Long> frames(List<Message> messages, String question, Hashes hashes) {
        List<Long> frames = new ArrayList<>();
        List<String> masked = Words.masked(question);
        if (masked.size() >= 2 * EDGE) {
            frames.add(frame("opening", masked.subList(0, EDGE), hashes));
            frames.add(frame("closing", masked.subList(masked.size() - EDGE, masked.size()), hashes));
        }
        Optional<List<String>> system = messages.stream()
                .filter(message -> message.getRole().equals("system"))
                .findFirst()
                .map(message -> Words.masked(message.getContent()))
                .filter(words -> words.size() >= EDGE);
        system.ifPresent(words -> frames.add(frame("system", words, hashes)));
        return frames;
    }

    private static long frame(String place, List<String> words, Hashes hashes) {
        List<String> placed = new ArrayList<>();
        placed.add(place);
        placed.addAll(words);
        return hashes.of(placed);
    }
}
