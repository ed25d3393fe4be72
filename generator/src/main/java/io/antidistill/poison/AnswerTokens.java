package io.antidistill.poison;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.SelectedTokens;
import io.antidistill.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What follows the last marker, found in the text and then in the tokens. */
final class AnswerTokens implements DownstreamLoss {
    private final Tokenizer tokenizer;
    private final List<String> markers;
    private final Pattern anyMarker;

    AnswerTokens(Tokenizer tokenizer, List<String> markers) {
        if (markers.isEmpty() || markers.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(
                    "invalid value " + markers + " for the answer markers: at least one is needed, none may be blank");
        }
        this.tokenizer = tokenizer;
        this.markers = List.copyOf(markers);
        this.anyMarker = Pattern.compile(markers.stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    @Override
    public String kind() {
        return "answer-nll-per-token after " + String.join(" or ", markers);
    }

    @Override
    public List<SelectedTokens> select(List<CompletionExample> traces) {
        return traces.stream().map(this::select).flatMap(Optional::stream).toList();
    }

    private Optional<SelectedTokens> select(CompletionExample trace) {
        int length = trace.ids().length;
        int wanted = markersIn(trace, length).size();
        if (wanted == 0) {
            return Optional.empty();
        }
        int end = shortestWith(wanted, trace); // of the tokens that hold the last marker
        // A token that ends the marker and begins the answer is the answer's.
        boolean shared = textAfterMarker(trace, end);
        int first = shared ? end - 1 : end;
        return first == length
                ? Optional.empty()
                : Optional.of(
                        new SelectedTokens(trace, IntStream.range(first, length).toArray()));
    }

    /** By bisection: a longer text holds no fewer markers. */
    private int shortestWith(int wanted, CompletionExample trace) {
        int without = trace.promptLength();
        int with = trace.ids().length;
        while (with - without > 1) {
            int middle = (without + with) >>> 1;
            if (markersIn(trace, middle).size() < wanted) {
                without = middle;
            } else {
                with = middle;
            }
        }
        return with;
    }

    private boolean textAfterMarker(CompletionExample trace, int end) {
        List<MatchResult> found = markersIn(trace, end);
        String text = text(trace, end);
        return !text.substring(found.get(found.size() - 1).end()).isBlank();
    }

    private List<MatchResult> markersIn(CompletionExample trace, int end) {
        return anyMarker.matcher(text(trace, end)).results().toList();
    }

    private String text(CompletionExample trace, int end) {
        return tokenizer.decode(Arrays.copyOfRange(trace.ids(), trace.promptLength(), end));
    }
}
