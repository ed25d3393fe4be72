package io.antidistill.task;

import io.antidistill.task.AnswerValue.Named;
import io.antidistill.task.AnswerValue.Quantity;
import io.antidistill.task.AnswerValue.Sequence;
import io.antidistill.task.AnswerValue.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what an answer says. Pure functions. */
final class AnswerParser {
    /** Longer answers are compared as they stand. */
    private static final int MOST_CHARACTERS = 2000;

    /** The beginning of a text that can belong to a number, and what follows it. */
    private static final Pattern QUANTITY =
            Pattern.compile("([-+]?)([€£¥]?)((?:[-+\\d.,/() ]|\\\\times|\\\\cdot|[×·*]|x(?=\\s*10\\^)"
                    + "|(?<=10)\\^(?:\\{[-+]?\\d+}|[-+]?\\d+)|(?<=\\d)[eE](?=[-+]?\\d))*+)(.*)");

    private static final Map<String, Integer> SCALES =
            Map.of("hundred", 2, "thousand", 3, "million", 6, "billion", 9, "trillion", 12);
    private static final Pattern NAMED = Pattern.compile("(\\\\?[A-Za-z]|\\\\[a-z]+)\\s*=([^=]+)");
    private static final String OPENING = "([⦃{";
    private static final String CLOSING = ")]⦄}";

    private AnswerParser() {}

    /** Reads an answer as it stands in its box. */
    static AnswerValue parse(String answer) {
        return answer.length() > MOST_CHARACTERS ? new Words(answer) : value(AnswerText.plain(answer));
    }

    private static AnswerValue value(String text) {
        Optional<Quantity> quantity = quantity(text);
        if (quantity.isPresent()) {
            return quantity.get();
        }
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            return new Named(named.group(1), value(named.group(2).strip()));
        }
        if (isOneGroup(text)) {
            char open = text.charAt(0);
            char close = text.charAt(text.length() - 1);
            List<String> inside = parts(text.substring(1, text.length() - 1));
            boolean merelyGrouped = inside.size() == 1 && open == '(' && close == ')';
            return merelyGrouped ? value(inside.get(0)) : new Sequence(open, close, values(inside));
        }
        List<String> listed = parts(text);
        return listed.size() > 1 ? new Sequence(' ', ' ', values(listed)) : words(text);
    }

    private static Optional<Quantity> quantity(String text) {
        Matcher parts = QUANTITY.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String digits = parts.group(3);
        String rest = (digits.endsWith(" ") ? " " : "") + parts.group(4);
        String word = AnswerText.unmarked(rest).strip().split(" ", 2)[0];
        int scale = SCALES.getOrDefault(word, 0);
        String after = scale == 0
                ? rest
                : " "
                        + AnswerText.unmarked(rest)
                                .strip()
                                .substring(word.length())
                                .strip();
        String currency = parts.group(2);
        Optional<String> unit = after.isBlank() ? Optional.of(currency) : AnswerUnit.parse(after);
        return ExactNumber.parse(parts.group(1) + digits)
                .filter(number -> currency.isEmpty() || after.isBlank())
                .flatMap(number -> unit.map(u -> new Quantity(number.timesTenTo(scale), u)));
    }

    /** Whether the first bracket is closed by the last character, of whatever kind: intervals may be half open. */
    private static boolean isOneGroup(String text) {
        if (text.length() < 2 || OPENING.indexOf(text.charAt(0)) < 0) {
            return false;
        }
        int depth = 0;
        for (int i = 0; i < text.length() - 1; i++) {
            depth += depth(text.charAt(i));
            if (depth == 0) {
                return false;
            }
        }
        return depth + depth(text.charAt(text.length() - 1)) == 0;
    }

    /** What stands between commas that are in no bracket. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            depth += depth(text.charAt(i));
            if (depth == 0 && text.charAt(i) == ',') {
                parts.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(text.substring(from).strip());
        return parts;
    }

    private static List<AnswerValue> values(List<String> parts) {
        return parts.stream().map(AnswerParser::value).toList();
    }

    private static int depth(char c) {
        return OPENING.indexOf(c) >= 0 ? 1 : CLOSING.indexOf(c) >= 0 ? -1 : 0;
    }

    private static Words words(String text) {
        StringBuilder joined = new StringBuilder();
        for (String word : AnswerText.unmarked(text).strip().split("\\s+")) {
            joined.append(folded(word));
        }
        return new Words(joined.toString());
    }

    /** A word in small letters; one letter, or all capitals, may be the name of something and stay. */
    static String folded(String word) {
        boolean name = word.length() < 2 || word.equals(word.toUpperCase(Locale.ROOT)) || word.indexOf('\\') >= 0;
        return name ? word : word.toLowerCase(Locale.ROOT);
    }
}
