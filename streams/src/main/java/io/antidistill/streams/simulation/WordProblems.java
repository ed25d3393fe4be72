package io.antidistill.streams.simulation;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Questions that take reasoning: sums in a story, 30 to 60 words. Pure. */
final class WordProblems {
    private static final List<String> VERBS = List.of(
            "buys", "finds", "sells", "loses", "gives away", "makes", "collects", "eats", "packs", "paints", "plants");
    private static final List<String> TURNS =
            List.of("Then", "After that,", "The next day", "In the evening", "Before lunch", "Later", "On Monday");
    private static final List<String> ENDS = List.of("now", "left", "altogether", "in the end", "more than before");

    private WordProblems() {}

    static String one(RandomGenerator random) {
        String name = Prose.name(random);
        int topic = random.nextInt(Prose.TOPICS);
        String thing = Prose.word(topic, random) + "s";
        StringBuilder problem = new StringBuilder("%s has %d %s and %d %s at the %s. "
                .formatted(
                        name,
                        2 + random.nextInt(90),
                        thing,
                        2 + random.nextInt(90),
                        Prose.word(topic, random),
                        Prose.word(topic, random)));
        int turns = 2 + random.nextInt(3);
        for (int i = 0; i < turns; i++) {
            problem.append("%s %s %s %d %s for the %s with %s. "
                    .formatted(
                            Prose.pick(TURNS, random),
                            name,
                            Prose.pick(VERBS, random),
                            2 + random.nextInt(60),
                            thing,
                            Prose.word(topic, random),
                            Prose.word(topic, random)));
        }
        return problem.append("How many %s %s does %s have %s?"
                        .formatted(
                                thing,
                                Prose.words(2 + random.nextInt(8), topic, random),
                                name,
                                Prose.pick(ENDS, random)))
                .toString();
    }

    static List<String> many(int count, RandomGenerator random) {
        return IntStream.range(0, count).mapToObj(i -> one(random)).toList();
    }
}
