package io.antidistill.task;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes an answer's LaTeX more plainly without changing what it says. Pure functions. */
final class AnswerText {
    /** Stand around words that LaTeX set as text: after a number they are its unit, where bare letters could be variables. */
    static final char WORDS_BEGIN = '‹';

    static final char WORDS_END = '›';

    private static final Pattern LAYOUT = Pattern.compile(
            "\\\\(?:left|right|[bB]igg?[lr]?|displaystyle|textstyle|limits)(?![A-Za-z])|\\\\!|\\$|\\\\\\$");
    private static final Pattern SPACE =
            Pattern.compile("\\\\(?:[,;:> ]|(?:quad|qquad|space|enspace)(?![A-Za-z]))|[~\\s]+");
    private static final Pattern WRAPPER = Pattern.compile(
            "\\\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mathsf|mbox|operatorname|boxed|fbox)\\s*\\{([^{}]*)}");
    private static final Pattern WORDS = Pattern.compile("[\\s.]*\\p{L}[\\p{L}\\s./-]*");
    private static final Pattern DEGREES =
            Pattern.compile("\\^\\s*(?:\\{\\s*\\\\circ\\s*}|\\\\circ)|\\s*\\bdegrees?\\b");
    private static final Pattern SHORT_POWER = Pattern.compile("\\^\\{(\\w)}");
    private static final Pattern ROOT = Pattern.compile("\\\\sqrt\\s*(\\w)");
    private static final Pattern FRACTION = Pattern.compile("\\\\[dtc]?frac(?![A-Za-z])\\s*");
    private static final Pattern GROUPED = Pattern.compile("[+-]?\\d{1,3}(?:,\\d{3})+(?:\\.\\d*)?");
    private static final Pattern ABOVE = Pattern.compile("[\\w.]+|\\w*\\\\[A-Za-z]+|\\w*\\\\sqrt\\{\\w+}");
    private static final Pattern BELOW = Pattern.compile("[\\d.]+|[A-Za-z]|\\\\[A-Za-z]+|\\\\sqrt\\{\\w+}");
    private static final Pattern AND = Pattern.compile("\\s*,?\\s*(?:‹\\s*and\\s*›|\\sand\\s)\\s*");
    private static final Map<String, String> SIGNS = Map.of(
            "−", "-", "–", "-", "½", " 1/2", "¼", " 1/4", "¾", " 3/4", "⅓", " 1/3", "⅔", " 2/3", "⁄", "/", "\\%", "%");

    private AnswerText() {}

    /** The answer without layout, its fractions as {@code a/b}, one kind of space and of sign. */
    static String plain(String answer) {
        String text = LAYOUT.matcher(answer).replaceAll("");
        text = text.replace("{,}", ",").replace("\\{", "⦃").replace("\\}", "⦄");
        for (Map.Entry<String, String> sign : SIGNS.entrySet()) {
            text = text.replace(sign.getKey(), sign.getValue());
        }
        text = SPACE.matcher(text).replaceAll(" ");
        text = unwrapped(text);
        text = DEGREES.matcher(text).replaceAll("°");
        text = SHORT_POWER.matcher(text).replaceAll("^$1");
        text = ROOT.matcher(text).replaceAll("\\\\sqrt{$1}");
        text = AND.matcher(text).replaceAll(", ");
        text = withStrokes(text).replaceAll(" +", " ").strip();
        while (text.endsWith(".") || text.endsWith(" ")) {
            text = text.substring(0, text.length() - 1);
        }
        return withoutOuterBraces(text);
    }

    /** The text without the marks of words. */
    static String unmarked(String text) {
        return text.replace(WORDS_BEGIN, ' ').replace(WORDS_END, ' ');
    }

    private static String unwrapped(String text) {
        String inner = text;
        for (Matcher wrapper = WRAPPER.matcher(inner); wrapper.find(); wrapper = WRAPPER.matcher(inner)) {
            String content = wrapper.group(1);
            String plain = WORDS.matcher(content).matches() ? WORDS_BEGIN + content + WORDS_END : content;
            inner = inner.substring(0, wrapper.start()) + plain + inner.substring(wrapper.end());
        }
        return inner;
    }

    /** Fractions from the innermost outwards, for which the last one in the text always serves. */
    private static String withStrokes(String text) {
        String written = text;
        for (int at = lastFraction(written, written.length()); at >= 0; at = lastFraction(written, at)) {
            Matcher fraction = FRACTION.matcher(written);
            fraction.find(at);
            int above = argumentEnd(written, fraction.end());
            int below = above < 0 ? -1 : argumentEnd(written, above);
            if (below >= 0) {
                String stroke = part(written.substring(fraction.end(), above), ABOVE)
                        + "/"
                        + part(written.substring(above, below), BELOW);
                written = joined(written.substring(0, at), stroke, written.substring(below));
            }
        }
        return written;
    }

    /** What a fraction stood beside must not become part of it. */
    private static String joined(String before, String fraction, String after) {
        if (before.endsWith("^")) {
            return before + "{" + fraction + "}" + after;
        }
        boolean apart = !before.isEmpty() && Character.isLetterOrDigit(before.charAt(before.length() - 1));
        boolean goesOn = !after.isEmpty() && Character.isLetterOrDigit(after.charAt(0));
        return before + (apart ? " " : "") + fraction + (goesOn ? " " : "") + after;
    }

    private static int lastFraction(String text, int before) {
        int last = -1;
        for (Matcher fraction = FRACTION.matcher(text); fraction.find() && fraction.start() < before; ) {
            last = fraction.start();
        }
        return last;
    }

    /** Where a command's argument ends that begins here: a group in braces, a command, or a single character; negative where there is none. */
    private static int argumentEnd(String text, int from) {
        int start = from;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        if (start == text.length()) {
            return -1;
        }
        if (text.charAt(start) == '{') {
            return Braces.end(text, start);
        }
        int end = start + 1;
        while (text.charAt(start) == '\\' && end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static String part(String argument, Pattern alone) {
        String inner = withoutOuterBraces(argument.strip()).strip();
        String number = GROUPED.matcher(inner).matches() ? inner.replace(",", "") : inner;
        return alone.matcher(number).matches() ? number : "(" + number + ")";
    }

    private static String withoutOuterBraces(String text) {
        String inner = text;
        while (inner.startsWith("{") && Braces.end(inner, 0) == inner.length()) {
            inner = inner.substring(1, inner.length() - 1).strip();
        }
        return inner;
    }
}
