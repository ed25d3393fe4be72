package io.antidistill.streams.generation;

import io.antidistill.tokenizer.ChatMessage;
import java.util.Arrays;
import java.util.List;

/** One token per word; a template that refuses whatever says so. */
public final class WordEncoder implements PromptEncoder {
    @Override
    public int[] encode(List<ChatMessage> messages) {
        return messages.stream()
                .flatMap(message -> Arrays.stream(message.content().strip().split("\\s+")))
                .peek(word -> {
                    if (word.equals("refuse-me")) {
                        throw new IllegalArgumentException("roles must alternate");
                    }
                })
                .mapToInt(word -> Math.floorMod(word.hashCode(), 1000))
                .toArray();
    }

    @Override
    public int[] encodeText(String text) {
        return encode(List.of(new ChatMessage("assistant", text)));
    }

    @Override
    public String decode(int[] tokenIds) {
        return Arrays.toString(tokenIds);
    }
}
