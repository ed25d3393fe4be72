package io.antidistill.streams.generation;

import io.antidistill.tokenizer.ChatMessage;
import io.antidistill.tokenizer.ChatTemplate;
import io.antidistill.tokenizer.Tokenizer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The teacher's own template and tokenizer. A message that spells out one of the model's special tokens is refused: with
 * it an asker could close their own message and begin the assistant's answer. Immutable and thread-safe.
 */
final class TeacherPromptEncoder implements PromptEncoder {
    /** Shorter tokens that decode to nothing are spaces in disguise. */
    private static final int SHORTEST_SPECIAL = 3;

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final Set<String> specialTokens;

    TeacherPromptEncoder(Tokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.specialTokens = specialTokens(tokenizer);
    }

    /** Decoding leaves special tokens out, so they are the ones that decode to nothing. Words need no look. */
    private static Set<String> specialTokens(Tokenizer tokenizer) {
        return tokenizer.vocabulary().entrySet().stream()
                .filter(entry -> entry.getKey().length() >= SHORTEST_SPECIAL)
                .filter(entry -> !entry.getKey().chars().allMatch(Character::isLetter))
                .filter(entry -> tokenizer.decode(new int[] {entry.getValue()}).isEmpty())
                .map(entry -> entry.getKey())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public int[] encode(List<ChatMessage> messages) {
        for (ChatMessage message : messages) {
            for (String token : specialTokens) {
                if (message.content().contains(token)) {
                    throw new IllegalArgumentException("a message spells out the special token " + token);
                }
            }
        }
        return tokenizer.encode(template.render(messages, true));
    }

    @Override
    public int[] encodeText(String text) {
        return tokenizer.encode(text);
    }

    @Override
    public String decode(int[] tokenIds) {
        return tokenizer.decode(tokenIds);
    }
}
