package io.antidistill.streams.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Made-up text whose words repeat as people's do: common words everywhere, a few hundred words of the subject at hand.
 * The vocabulary is always the same; what is written follows the caller's random numbers. Immutable and thread-safe.
 */
final class Prose {
    private static final List<String> COMMON = List.of(
            "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way down should because long each just state people too mr little good world"
                    .split(" "));

    private static final List<String> ONSETS =
            List.of("b c d f g h l m n p r s t v w br cl dr fl gr pl pr sc sh sl sp st th tr".split(" "));
    private static final List<String> NUCLEI = List.of("a e i o u ai ea ie oo ou".split(" "));
    private static final List<String> CODAS = List.of("l m n r s t ck nd ng nt rd rk rt st".split(" "));

    static final int TOPICS = 300;
    private static final int WORDS_OF_A_TOPIC = 80;

    private Prose() {}

    /** A word of a topic, the first ones more often. */
    static String word(int topic, RandomGenerator random) {
        int rank = (int) (WORDS_OF_A_TOPIC * Math.pow(random.nextDouble(), 2));
        // Neighbouring topics share words.
        return coined((long) topic * WORDS_OF_A_TOPIC / 2 + rank);
    }

    /** That many words on a topic. */
    static String words(int count, int topic, RandomGenerator random) {
        return IntStream.range(0, count)
                .mapToObj(i -> random.nextInt(10) < 5 ? pick(COMMON, random) : word(topic, random))
                .collect(Collectors.joining(" "));
    }

    /** The text with some of its words exchanged, as when people ask again. */
    static String reworded(String text, double part, int topic, RandomGenerator random) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        for (int i = 0; i < words.size(); i++) {
            if (random.nextDouble() < part) {
                words.set(i, word(topic, random));
            }
        }
        return String.join(" ", words);
    }

    static String name(RandomGenerator random) {
        String coined = coined(1_000_000L + random.nextInt(2_000));
        return Character.toUpperCase(coined.charAt(0)) + coined.substring(1);
    }

    static <T> T pick(List<T> all, RandomGenerator random) {
        return all.get(random.nextInt(all.size()));
    }

    private static String coined(long number) {
        long rest = number * 2_654_435_761L >>> 3;
        StringBuilder word = new StringBuilder();
        for (int syllable = 0; syllable < 2; syllable++) {
            word.append(ONSETS.get((int) (rest % ONSETS.size())));
            rest /= ONSETS.size();
            word.append(NUCLEI.get((int) (rest % NUCLEI.size())));
            rest /= NUCLEI.size();
        }
        return word.append(CODAS.get((int) (rest % CODAS.size()))).toString();
    }
}
