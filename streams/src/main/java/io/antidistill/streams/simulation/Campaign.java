package io.antidistill.streams.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A thief's day. Immutable.
 *
 * @param accounts that share the work
 * @param prompts asked in the day, all different
 * @param frame what is put around each question
 * @param home where the accounts are
 */
record Campaign(int accounts, int prompts, Frame frame, Home home) {
    /** How a thief asks. */
    enum Frame {
        /** The same words before and after each question. */
        SAME,
        /** One of a hundred paraphrases of them. */
        PARAPHRASED,
        /** The bare question. */
        NONE
    }

    /** Where a thief signs up. */
    enum Home {
        /** Among everybody else. */
        OPEN,
        /** As an organisation with keys for its members. */
        OWN
    }

    private static final int PARAPHRASES = 100;
    private static final int DIFFERENT_ENOUGH = 20;

    /** In a few words. */
    String name() {
        return String.format(
                Locale.ROOT,
                "%,d prompts, frame %s, %,d account%s%s",
                prompts,
                frame.name().toLowerCase(Locale.ROOT),
                accounts,
                accounts == 1 ? "" : "s",
                home == Home.OWN ? " of one tenant" : "");
    }

    /**
     * @param questions taken from the first on
     * @throws IllegalArgumentException if there are too few
     */
    List<SimulatedPrompt> day(List<String> questions, RandomGenerator random) {
        if (questions.size() < prompts) {
            throw new IllegalArgumentException("invalid value " + questions.size()
                    + " for the number of questions: the largest campaign asks " + prompts);
        }
        int variants = frame == Frame.PARAPHRASED ? PARAPHRASES : 1;
        List<String> before = frames(variants, "Solve the following problem", random);
        List<String> after = frames(variants, "Reason step by step, then give the answer", random);
        List<SimulatedPrompt> day = new ArrayList<>();
        for (int i = 0; i < prompts; i++) {
            int variant = random.nextInt(variants);
            String question = frame == Frame.NONE
                    ? questions.get(i)
                    : before.get(variant) + "\n" + questions.get(i) + "\n" + after.get(variant);
            long at = Traffic.hours(6 + 14 * random.nextDouble());
            int account = i % accounts;
            String client = home == Home.OPEN ? "v" + account * 7919L : "key-" + account;
            String tenant = home == Home.OPEN ? BenignTraffic.OPEN_TENANT : "shell-company";
            day.add(SimulatedPrompt.of(at, tenant, client, question, Traffic.tokens(true, random)));
        }
        return day;
    }

    private static List<String> frames(int variants, String words, RandomGenerator random) {
        return IntStream.range(0, variants)
                .mapToObj(i -> words + " " + Prose.words(12, DIFFERENT_ENOUGH + i, random))
                .map(text -> variants == 1 ? text : Prose.reworded(text, 0.6, DIFFERENT_ENOUGH, random))
                .toList();
    }
}
