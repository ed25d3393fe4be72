package io.antidistill.task;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the answer out of a trace and compares it with the expected one. Pure functions. */
public final class AnswerGrader {
    private static final String BOX = "\\boxed{";
    private static final Pattern WRAPPER = Pattern.compile("\\\\(?:text|mathrm|mathbf|textbf)\\{([^{}]*)}");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");

    private AnswerGrader() {}

    /** What stands in the last closed {@code \boxed{…}}; empty where there is none or nothing in it. */
    public static Optional<String> answer(String text) {
        for (int start = text.lastIndexOf(BOX); start >= 0; start = text.lastIndexOf(BOX, start - 1)) {
            int end = closingBrace(text, start + BOX.length());
            if (end >= 0) {
                return Optional.of(text.substring(start + BOX.length(), end).strip())
                        .filter(answer -> !answer.isEmpty());
            }
        }
        return Optional.empty();
    }

    /** Whether the text's boxed answer equals the expected one, as numbers where both are numbers. */
    public static boolean isRight(String text, String expected) {
        return answer(text).map(answer -> equal(answer, expected)).orElse(false);
    }

    private static int closingBrace(String text, int from) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean equal(String answer, String expected) {
        String a = normalised(answer);
        String b = normalised(expected);
        return isNumber(a) && isNumber(b) ? new BigDecimal(a).compareTo(new BigDecimal(b)) == 0 : a.equals(b);
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Takes away what does not change a value: dollar signs, separators of thousands, spaces, a full stop at the end, text wrappers. */
    private static String normalised(String answer) {
        Matcher wrapped = WRAPPER.matcher(answer);
        return wrapped.replaceAll("$1").replaceAll("\\\\[!,;%$]|[$%,\\s]", "").replaceAll("\\.$", "");
    }
}
