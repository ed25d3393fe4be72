package io.antidistill.task;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Who owns what in a word problem, and how the question is put. */
record Story(String name, String pronoun, String item) {
    static final List<String> SHE = List.of("mia", "ana", "zoe");
    static final List<String> HE = List.of("tom", "ben", "leo");
    static final List<String> ITEMS = List.of("apples", "books", "coins", "shells", "cards", "pens");

    private static final List<String> STARTS = List.of("N has A I.", "N owns A I.", "N starts with A I.");
    private static final List<String> LINKS = List.of("", "", "then ", "next ", "later ", "after that ");
    private static final List<String> GAINS =
            List.of("P gets B more.", "P buys B more.", "P finds B I.", "P gets B I.");
    private static final List<String> LOSSES =
            List.of("P loses B.", "P gives away B.", "P sells B I.", "P uses B.", "P loses B I.");
    private static final List<String> GROWTHS = List.of("P has B times as many.", "the I grow to B times as many.");
    private static final List<String> ENDINGS =
            List.of("how many I does N have now?", "how many I are left in the end?", "how many I does P have?");

    static Story random(RandomGenerator random) {
        boolean she = random.nextBoolean();
        return new Story(pick(she ? SHE : HE, random), she ? "she" : "he", pick(ITEMS, random));
    }

    String question(Calculation calculation, RandomGenerator random) {
        StringBuilder text = new StringBuilder(sentence(pick(STARTS, random), calculation.start()));
        for (Calculation.Operation operation : calculation.operations()) {
            List<String> phrasings =
                    switch (operation.kind()) {
                        case PLUS -> GAINS;
                        case MINUS -> LOSSES;
                        case TIMES -> GROWTHS;
                    };
            text.append(' ').append(sentence(pick(LINKS, random) + pick(phrasings, random), operation.operand()));
        }
        return text.append(' ').append(sentence(pick(ENDINGS, random), 0)).toString();
    }

    /** Fills the one-letter places of a phrasing and begins it with a capital letter. */
    private String sentence(String phrasing, int number) {
        String[] words = phrasing.split("(?=[ .?])|(?<= )", -1);
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append(
                    switch (word) {
                        case "N" -> capital(name);
                        case "P" -> pronoun;
                        case "I" -> item;
                        case "A", "B" -> Integer.toString(number);
                        default -> word;
                    });
        }
        return capital(text.toString());
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    static String pick(List<String> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
