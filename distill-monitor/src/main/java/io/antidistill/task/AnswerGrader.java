package io.antidistill.task;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the answer out of a trace and compares it with the expected one. Numbers are compared exactly, whether written as decimals,
 * fractions or powers of ten; of tuples, intervals and sets each element in its order; letters of choices by the letter. Whatever cannot be
 * read as any of these is compared as text. Where only one of two answers has a unit, it makes no difference; a percent sign is a unit, so 50 %
 * is 50 and not 0.5. Pure functions.
 */
public final class AnswerGrader {
    private static final Pattern BOX = Pattern.compile("\\\\(?:boxed|fbox)(?![A-Za-z])\\s*");
    private static final Pattern BARE = Pattern.compile("[\\w.]*\\w");
    private static final Pattern CHOICE = Pattern.compile(
            "(?:(?:[Oo]ption|[Cc]hoice|[Aa]nswer)\\s*:?\\s*)?(?:\\(([A-Ja-j])\\)|([A-J])(?:[).:]|$)|([a-j])[).:])(\\s.*)?");

    private AnswerGrader() {}

    /** What stands in the last closed {@code \boxed{…}}; empty where there is none or nothing in it. */
    public static Optional<String> answer(String text) {
        Optional<String> last = Optional.empty();
        for (Matcher box = BOX.matcher(text); box.find(); ) {
            Optional<String> closed = content(text, box.end());
            last = closed.isPresent() ? closed : last;
        }
        return last.filter(answer -> !answer.isEmpty());
    }

    /** Whether the text's boxed answer equals the expected one. */
    public static boolean isRight(String text, String expected) {
        return answer(text).map(answer -> equal(answer, expected)).orElse(false);
    }

    /** Whether two answers, as they would stand in a box, say the same. */
    public static boolean equal(String answer, String expected) {
        Optional<String> wanted = choice(expected, true);
        if (wanted.isPresent() && choice(answer, false).equals(wanted)) {
            return true;
        }
        return AnswerValue.same(AnswerParser.parse(answer), AnswerParser.parse(expected));
    }

    /** Empty where the box is never closed. */
    private static Optional<String> content(String text, int from) {
        if (from < text.length() && text.charAt(from) == '{') {
            int end = Braces.end(text, from);
            return end < 0
                    ? Optional.empty()
                    : Optional.of(text.substring(from + 1, end - 1).strip());
        }
        Matcher bare = BARE.matcher(text).region(from, text.length());
        return bare.lookingAt() ? Optional.of(bare.group()) : Optional.empty();
    }

    /** The capital letter of a choice such as {@code (b)} or {@code B. Paris}. */
    private static Optional<String> choice(String answer, boolean alone) {
        Matcher choice =
                CHOICE.matcher(AnswerText.unmarked(AnswerText.plain(answer)).strip());
        if (!choice.matches() || alone && choice.group(4) != null) {
            return Optional.empty();
        }
        for (int group = 1; group <= 3; group++) {
            if (choice.group(group) != null) {
                return Optional.of(choice.group(group).toUpperCase(Locale.ROOT));
            }
        }
        return Optional.empty();
    }
}
