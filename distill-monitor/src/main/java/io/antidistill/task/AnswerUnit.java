package io.antidistill.task;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what may stand after a number without being part of the value. Pure functions. */
final class AnswerUnit {
    private static final Set<String> SHORT = Set.of(
            "mm", "cm", "dm", "km", "mg", "kg", "ml", "mL", "cl", "dl", "ft", "in", "yd", "mi", "oz", "lb", "lbs", "hr",
            "hrs", "min", "sec", "ms", "am", "pm", "AM", "PM", "mph", "kph", "kmh", "rpm", "Hz", "kHz", "kW", "kWh",
            "sq", "%", "°", "€", "£", "¥");
    /** Words that change a number's value, or join it to another. */
    private static final Set<String> NO_UNIT = Set.of(
            "and",
            "or",
            "to",
            "plus",
            "minus",
            "times",
            "over",
            "than",
            "less",
            "more",
            "not",
            "half",
            "halves",
            "third",
            "thirds",
            "fourth",
            "fourths",
            "fifth",
            "fifths",
            "sixth",
            "sixths",
            "eighth",
            "eighths",
            "tenth",
            "tenths",
            "squared",
            "cubed",
            "factorial",
            "choose",
            "mod",
            "base");

    private static final Pattern POWER = Pattern.compile("\\^[23]|[²³]");
    private static final Pattern WORD = Pattern.compile("\\p{L}+|[%°€£¥]");
    private static final Pattern SEPARATORS = Pattern.compile("[\\s./·-]*");

    private static final Pattern MARKED = Pattern.compile("‹[^›]*›");
    private static final Pattern OUTSIDE = Pattern.compile("(?:\\^[23]|[²³%°\\s./·-])*");

    private AnswerUnit() {}

    /**
     * The unit, in a form in which equal units are equal; empty where the text is none.
     *
     * @param text what follows a number; {@link AnswerText#WORDS_BEGIN} marks words that were set as text
     */
    static Optional<String> parse(String text) {
        boolean words = text.indexOf(AnswerText.WORDS_BEGIN) >= 0;
        if (words && !OUTSIDE.matcher(MARKED.matcher(text).replaceAll("")).matches()) {
            return Optional.empty();
        }
        boolean apart = words || text.startsWith(" ") || text.startsWith("°");
        String bare = POWER.matcher(AnswerText.unmarked(text)).replaceAll(" ");
        StringBuilder unit = new StringBuilder();
        Matcher word = WORD.matcher(bare);
        int end = 0;
        while (word.find()) {
            String found = word.group();
            boolean known = SHORT.contains(found) || end > 0 && bare.charAt(word.start() - 1) == '°';
            boolean plain = apart && (words || found.length() > 2) && !NO_UNIT.contains(found);
            if (!SEPARATORS.matcher(bare.substring(end, word.start())).matches() || !known && !plain) {
                return Optional.empty();
            }
            unit.append(singular(found));
            end = word.end();
        }
        boolean whole = end > 0 && SEPARATORS.matcher(bare.substring(end)).matches();
        return whole ? Optional.of(unit.append(powers(text)).toString()) : Optional.empty();
    }

    private static String singular(String word) {
        String folded = AnswerParser.folded(word);
        return switch (folded) {
            case "percent" -> "%";
            case "feet", "foot" -> "ft";
            case "inches", "inch" -> "in";
            default -> folded.length() > 3 && folded.endsWith("s") ? folded.substring(0, folded.length() - 1) : folded;
        };
    }

    private static String powers(String text) {
        StringBuilder powers = new StringBuilder();
        for (Matcher power = POWER.matcher(text); power.find(); ) {
            powers.append(power.group().endsWith("2") || power.group().equals("²") ? "²" : "³");
        }
        return powers.toString();
    }
}
