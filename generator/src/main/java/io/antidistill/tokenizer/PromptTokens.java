package io.antidistill.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A conversation as tokens. The template's control tokens become what they are; the same characters in a message are text, so that
 * nobody can end their own turn and begin another. Where no message spells a control token, these are exactly the rendered text's tokens.
 */
final class PromptTokens {
    private final Tokenizer tokenizer;
    private final ControlTokens control;

    PromptTokens(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.control = tokenizer.controlTokens();
    }

    /** @throws IllegalArgumentException if the template refuses the messages, or one of them can only be read as a control token */
    int[] of(ChatTemplate template, List<ChatMessage> messages, boolean addGenerationPrompt) {
        Disguise disguise = new Disguise(control, messages);
        return tokens(template.render(messages.stream().map(disguise::on).toList(), addGenerationPrompt), disguise);
    }

    /**
     * Up to the end of the last message. A mark behind it shows where that is. A template that trims messages would have trimmed the white
     * space before the mark too, which it can no longer see; a blank behind the mark tells.
     */
    int[] continued(ChatTemplate template, List<ChatMessage> messages) {
        Disguise disguise = new Disguise(control, messages);
        String mark = disguise.mark();
        List<ChatMessage> marked =
                new ArrayList<>(messages.stream().map(disguise::on).toList());
        ChatMessage last = marked.remove(marked.size() - 1);
        marked.add(new ChatMessage(last.role(), last.content() + mark + " "));
        String rendered = template.render(marked, false);
        int end = rendered.lastIndexOf(mark);
        if (end < 0) {
            throw new IllegalArgumentException(
                    "invalid value for messages: the chat template does not show the last one to its end, so it cannot be gone on with");
        }
        String begun = rendered.substring(0, end);
        return tokens(rendered.startsWith(mark + " ", end) ? begun : begun.stripTrailing(), disguise);
    }

    private int[] tokens(String rendered, Disguise disguise) {
        if (!disguise.isIn(rendered)) {
            int[] ids = tokenizer.encode(rendered);
            if (control.count(ids) == written(rendered)) {
                return ids;
            }
        }
        return piecewise(rendered, disguise);
    }

    /** How many control tokens a text spells out. */
    private int written(String text) {
        int count = 0;
        for (int i = 0; i < text.length(); ) {
            Optional<ControlTokens.Token> token = control.at(text, i);
            count += token.isPresent() ? 1 : 0;
            i = token.map(t -> t.content().length()).orElse(Character.charCount(text.codePointAt(i))) + i;
        }
        return count;
    }

    /** Token by token, and what stands between them as text: a tokenizer does the same, but it does not know whose text it is. */
    private int[] piecewise(String rendered, Disguise disguise) {
        IntStream.Builder ids = IntStream.builder();
        int from = 0;
        int i = 0;
        while (i < rendered.length()) {
            Optional<ControlTokens.Token> found = control.at(rendered, i);
            if (found.isEmpty()) {
                i = rendered.offsetByCodePoints(i, 1);
                continue;
            }
            ControlTokens.Token token = found.get();
            String before = rendered.substring(from, i);
            addText(disguise.off(token.left() ? before.stripTrailing() : before), ids);
            ids.add(token.id());
            i += token.content().length();
            while (token.right() && i < rendered.length() && Character.isWhitespace(rendered.charAt(i))) {
                i++;
            }
            from = i;
        }
        addText(disguise.off(rendered.substring(from)), ids);
        return ids.build().toArray();
    }

    private void addText(String text, IntStream.Builder ids) {
        for (int id : text.isEmpty() ? new int[0] : tokenizer.encodeAsText(text)) {
            if (control.contains(id)) {
                throw new IllegalArgumentException("invalid value for messages: their text holds the special token "
                        + id + ", which this tokenizer cannot read as text; leave it out");
            }
            ids.add(id);
        }
    }
}
