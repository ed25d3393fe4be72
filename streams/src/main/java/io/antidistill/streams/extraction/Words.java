package io.antidistill.streams.extraction;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a text, for comparing texts. Pure. */
final class Words {
    /** Characters looked at; a prompt can be a whole book. */
    private static final int LONGEST_TEXT = 32_768;

    /** A writing without spaces counts each of its signs. */
    private static final Pattern WORD =
            Pattern.compile("\\p{IsIdeographic}|\\p{N}+|[\\p{L}\\p{M}&&[^\\p{IsIdeographic}]]+");

    private static final String NUMBER = "#";
    private static final String NAME = "@";

    private Words() {}

    /** In lower case, without punctuation; texts that look alike give the same. */
    static List<String> of(String text) {
        return find(text).stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }

    /** The same with numbers and whatever is written with a capital blotted out: what is left is the frame. */
    static List<String> masked(String text) {
        return find(text).stream().map(Words::mask).toList();
    }

    private static String mask(String word) {
        int first = word.codePointAt(0);
        if (!Character.isLetter(first)) {
            return NUMBER;
        }
        return Character.isUpperCase(first) || Character.isTitleCase(first) ? NAME : word;
    }

    private static List<String> find(String text) {
        String head = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
        Matcher matcher = WORD.matcher(Normalizer.normalize(head, Normalizer.Form.NFKC));
        List<String> words = new ArrayList<>();
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }
}
