package io.antidistill.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The tokens that a tokenizer recognises by their text before anything else: what a template writes to begin and end turns. Immutable.
 *
 * <p>Spaces in disguise are left out, and so is the token for what is unknown: neither can pretend to be a template's.
 */
final class ControlTokens {
    /** One of them; some swallow the white space beside them. */
    record Token(int id, String content, boolean left, boolean right) {}

    private final Map<Integer, List<Token>> byFirst;
    private final Set<Integer> ids;
    private final int longest;

    private ControlTokens(List<Token> tokens) {
        byFirst = tokens.stream()
                .sorted(Comparator.comparingInt((Token t) -> t.content().length())
                        .reversed())
                .collect(Collectors.groupingBy(t -> t.content().codePointAt(0)));
        ids = tokens.stream().map(Token::id).collect(Collectors.toUnmodifiableSet());
        longest = tokens.stream().mapToInt(t -> t.content().length()).max().orElse(1);
    }

    static ControlTokens of(JsonNode tokenizerJson) {
        String unknown = tokenizerJson.path("model").path("unk_token").asText("");
        List<Token> tokens = new ArrayList<>();
        for (JsonNode added : tokenizerJson.path("added_tokens")) {
            String content = added.path("content").asText();
            if (!content.isBlank() && !content.equals(unknown)) {
                tokens.add(new Token(
                        added.path("id").asInt(),
                        content,
                        added.path("lstrip").asBoolean(),
                        added.path("rstrip").asBoolean()));
            }
        }
        return new ControlTokens(tokens);
    }

    /** The longest token whose text begins at this place, as tokenizers choose it. */
    Optional<Token> at(String text, int index) {
        return starting(text.codePointAt(index)).stream()
                .filter(token -> text.startsWith(token.content(), index))
                .findFirst();
    }

    private List<Token> starting(int codePoint) {
        return byFirst.getOrDefault(codePoint, List.of());
    }

    boolean contains(int id) {
        return ids.contains(id);
    }

    int count(int[] tokenIds) {
        int count = 0;
        for (int id : tokenIds) {
            count += contains(id) ? 1 : 0;
        }
        return count;
    }

    /**
     * Where a text has to be broken so that no token can be read in it, nor across its edges: every place where a token begins, where one
     * would begin if the text went on, and the first place if a token could end there.
     */
    Set<Integer> breaks(String text) {
        Set<Integer> places = new TreeSet<>();
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            String rest = text.substring(i, Math.min(text.length(), i + longest));
            boolean last = i + rest.length() == text.length();
            if (starting(text.codePointAt(i)).stream()
                    .anyMatch(t ->
                            rest.startsWith(t.content()) || (last && t.content().startsWith(rest)))) {
                places.add(i);
            }
        }
        if (!text.isEmpty() && endsOne(text)) {
            places.add(0);
        }
        return places;
    }

    private boolean endsOne(String text) {
        return byFirst.values().stream()
                .flatMap(List::stream)
                .map(Token::content)
                .anyMatch(content -> {
                    for (int i = 1; i < content.length(); i++) {
                        if (text.startsWith(content.substring(i))) {
                            return true;
                        }
                    }
                    return false;
                });
    }

    /** Every code point that {@link #breaks} may name, with a number for each. */
    Map<Integer, Integer> alphabet() {
        Map<Integer, Integer> numbers = new HashMap<>();
        byFirst.values().stream()
                .flatMap(List::stream)
                .flatMapToInt(token -> token.content().codePoints())
                .sorted()
                .forEach(codePoint -> numbers.putIfAbsent(codePoint, numbers.size()));
        return numbers;
    }
}
