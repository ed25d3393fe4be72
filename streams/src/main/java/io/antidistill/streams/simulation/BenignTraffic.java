package io.antidistill.streams.simulation;

import io.antidistill.schema.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A day of customers who mean no harm: 2,040 clients. Some look like thieves: evaluations ask hundreds of different
 * problems once, nightly jobs have hundreds of reports analysed, pupils of one product ask in one frame.
 *
 * <p>For one thread.
 */
final class BenignTraffic {
    /** Where anybody can sign up. */
    static final String OPEN_TENANT = "web";

    private static final int PEOPLE = 1_400;
    private static final int OFFICES = 20;
    private static final int OFFICE_PEOPLE = 15;
    private static final int PRODUCT_USERS = 100;
    private static final int CLASSIFIERS = 15;
    private static final int EXTRACTORS = 8;
    private static final int REPORTERS = 7;
    private static final int EVALUATORS = 10;

    private static final List<String> OPENERS = List.of(
            "How do I",
            "Can you explain why",
            "What is the best way to",
            "Write a short note about",
            "Why does",
            "Please summarize",
            "Give me ideas for",
            "Fix this:",
            "Is it true that",
            "Compare",
            "What happens if",
            "Translate the following",
            "Help me understand",
            "I need a plan for",
            "Show me an example of");

    private final RandomGenerator random;
    private final List<SimulatedPrompt> prompts = new ArrayList<>();

    private BenignTraffic(RandomGenerator random) {
        this.random = random;
    }

    static List<SimulatedPrompt> day(RandomGenerator random) {
        BenignTraffic traffic = new BenignTraffic(random);
        traffic.people();
        traffic.products();
        traffic.jobs();
        traffic.evaluations();
        return traffic.prompts;
    }

    private void people() {
        for (int i = 0; i < PEOPLE; i++) {
            person(OPEN_TENANT, "u" + i);
        }
        for (int office = 0; office < OFFICES; office++) {
            for (int i = 0; i < OFFICE_PEOPLE; i++) {
                person("office" + office, (i % 2 == 0 ? "sales-" : "lab-") + i);
            }
        }
    }

    /** Comes in bursts, stays on a subject for a while, asks again in other words. A few do nothing else all day. */
    private void person(String tenant, String client) {
        int sittings = 1 + (int) Math.floor(Math.pow(random.nextDouble(), -0.5));
        double longPart = Math.pow(random.nextDouble(), 1.5);
        for (int sitting = 0; sitting < Math.min(12, sittings); sitting++) {
            long at = Traffic.hours(7 + 15 * random.nextDouble());
            int topic = random.nextInt(Prose.TOPICS);
            String question = question(topic);
            for (int left = 1 + geometric(6); left > 0; left--) {
                double next = random.nextDouble();
                if (next < 0.35) {
                    question = Prose.reworded(question, 0.3, topic, random);
                } else if (next < 0.9) {
                    question = question(topic);
                } else {
                    topic = random.nextInt(Prose.TOPICS);
                    question = question(topic);
                }
                ask(at, tenant, client, question, random.nextDouble() < longPart);
                at += Traffic.minutes(0.3 + 4 * random.nextDouble());
            }
        }
    }

    private String question(int topic) {
        int words = 5 + geometric(12) + (random.nextInt(8) == 0 ? 80 + random.nextInt(150) : 0);
        return Prose.pick(OPENERS, random) + " " + Prose.words(words, topic, random) + "?";
    }

    /** Three products, each with its system prompt in front of all that its users write. */
    private void products() {
        List<String> issues = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            issues.add(question(i % 10));
        }
        List<String> homework = WordProblems.many(200, random);
        String support = "You are the helpful support agent of a shop. " + Prose.words(60, 5, random);
        String tutor = "You are a patient tutor. Explain every step to the pupil. " + Prose.words(60, 6, random);
        String editor = "You improve texts that the user pastes. " + Prose.words(60, 7, random);
        for (int user = 0; user < PRODUCT_USERS; user++) {
            for (int left = 1 + geometric(4); left > 0; left--) {
                String issue = Prose.reworded(Prose.pick(issues, random), 0.2, random.nextInt(10), random);
                product("shop", "user-" + user, support, issue, false);
            }
            for (int left = 1 + geometric(6); left > 0; left--) {
                String problem = Prose.reworded(Prose.pick(homework, random), 0.05, 6, random);
                product("school", "pupil-" + user, tutor, problem, true);
            }
            for (int left = 1 + geometric(3); left > 0; left--) {
                String draft = Prose.words(60 + random.nextInt(200), random.nextInt(Prose.TOPICS), random);
                product("press", "writer-" + user, editor, draft, random.nextInt(10) < 4);
            }
        }
    }

    private void product(String tenant, String client, String system, String question, boolean longAnswer) {
        List<Message> messages = List.of(new Message("system", system), new Message("user", question));
        long at = Traffic.hours(7 + 15 * random.nextDouble());
        prompts.add(new SimulatedPrompt(at, tenant, client, messages, Traffic.tokens(longAnswer, random)));
    }

    /** One account each, one instruction, and something else in it every time. */
    private void jobs() {
        for (int i = 0; i < CLASSIFIERS; i++) {
            job("classify" + i, 400 + random.nextInt(1_200), 5, 30, 0);
        }
        for (int i = 0; i < EXTRACTORS; i++) {
            job("extract" + i, 200 + random.nextInt(600), 100, 200, 0);
        }
        for (int i = 0; i < REPORTERS; i++) {
            job("report" + i, 50 + random.nextInt(350), 100, 300, 0.8);
        }
    }

    private void job(String tenant, int count, int shortest, int longest, double longPart) {
        int topic = random.nextInt(Prose.TOPICS);
        String instruction = Prose.words(30, topic, random);
        long at = Traffic.hours(20 * random.nextDouble());
        for (int i = 0; i < count; i++) {
            int words = shortest + random.nextInt(longest - shortest);
            String question = instruction + ": " + Prose.words(words, topic, random);
            ask(at, tenant, "nightly", question, random.nextDouble() < longPart);
            at += Traffic.minutes(0.1 * random.nextDouble());
        }
    }

    /** The same problems as a published benchmark's, in the evaluator's own frame, once or several times over. */
    private void evaluations() {
        for (int i = 0; i < EVALUATORS; i++) {
            List<String> bank = WordProblems.many(150 + random.nextInt(1_000), random);
            String frame = Prose.words(12, random.nextInt(Prose.TOPICS), random);
            long at = Traffic.hours(16 * random.nextDouble());
            for (int run = 1 + random.nextInt(3); run > 0; run--) {
                for (String problem : bank) {
                    ask(at, "lab" + i, "harness", frame + " " + problem, true);
                    at += Traffic.minutes(0.1 * random.nextDouble());
                }
            }
        }
    }

    private void ask(long at, String tenant, String client, String question, boolean longAnswer) {
        prompts.add(SimulatedPrompt.of(at, tenant, client, question, Traffic.tokens(longAnswer, random)));
    }

    private int geometric(double mean) {
        return (int) Math.floor(Math.log(1 - random.nextDouble()) / Math.log(mean / (mean + 1)));
    }
}
