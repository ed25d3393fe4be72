package io.antidistill.streams.simulation;

import io.antidistill.streams.extraction.RiskThresholds;
import io.antidistill.streams.simulation.Campaign.Frame;
import io.antidistill.streams.simulation.Campaign.Home;
import io.antidistill.streams.simulation.DetectionReport.Row;
import io.antidistill.streams.simulation.Replay.Observed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Puts campaigns into a day of harmless traffic and looks who is found. The threshold is set on one day and judged on
 * another. The same seeds give the same report. For one thread.
 */
public final class DetectionExperiment {
    /** The part of customers that may be taken for thieves. */
    public static final double FALSE_POSITIVES = 0.01;

    private static final List<Double> RATES = List.of(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1);
    private static final int MANY = 5_000;
    private static final int FEW = 500;
    private static final List<Integer> ACCOUNTS = List.of(1, 10, 100, 1_000);

    private final long tuningSeed;
    private final long reportSeed;
    private final List<String> questions;

    /** @param questions what thieves ask, at least {@link #MOST_QUESTIONS}; empty: made-up ones */
    public DetectionExperiment(long tuningSeed, long reportSeed, List<String> questions) {
        this.tuningSeed = tuningSeed;
        this.reportSeed = reportSeed;
        this.questions = questions.isEmpty()
                ? WordProblems.many(MOST_QUESTIONS, new Random(reportSeed ^ 0x5157L))
                : List.copyOf(questions);
        if (this.questions.size() < MOST_QUESTIONS) {
            throw new IllegalArgumentException("invalid value " + questions.size()
                    + " for the number of questions: the largest campaign asks " + MOST_QUESTIONS);
        }
    }

    /** What the largest campaign asks. */
    public static final int MOST_QUESTIONS = MANY;

    /** Steps that {@link #run} reports. */
    public int steps() {
        return campaigns().size() + 2;
    }

    /** @param done hears the number of steps done */
    public DetectionReport run(IntConsumer done) {
        double threshold = above(benignScores(new Replay(thresholds()), day(tuningSeed)), FALSE_POSITIVES);
        done.accept(1);
        List<Observed> customers = day(reportSeed);
        double[] benign = benignScores(new Replay(thresholds()), customers);
        done.accept(2);
        List<Row> rows = new ArrayList<>();
        for (Campaign campaign : campaigns()) {
            rows.add(row(campaign, customers, threshold, benign));
            done.accept(2 + rows.size());
        }
        return new DetectionReport(
                threshold,
                part(benign, threshold),
                part(benign, Math.nextDown(thresholds().elevated())),
                part(benign, Math.nextDown(thresholds().high())),
                RATES,
                rows);
    }

    private static List<Campaign> campaigns() {
        List<Campaign> campaigns = new ArrayList<>();
        for (Frame frame : Frame.values()) {
            ACCOUNTS.forEach(accounts -> campaigns.add(new Campaign(accounts, MANY, frame, Home.OPEN)));
        }
        campaigns.add(new Campaign(1_000, MANY, Frame.NONE, Home.OWN));
        ACCOUNTS.forEach(accounts -> campaigns.add(new Campaign(accounts, FEW, Frame.SAME, Home.OPEN)));
        campaigns.add(new Campaign(100, FEW, Frame.NONE, Home.OPEN));
        campaigns.add(new Campaign(10, FEW / 5, Frame.SAME, Home.OPEN));
        return campaigns;
    }

    private Row row(Campaign campaign, List<Observed> customers, double threshold, double[] benign) {
        List<SimulatedPrompt> asked = campaign.day(questions, new Random(reportSeed + 1));
        Set<SimulatedPrompt> thiefs = new HashSet<>(asked);
        List<Observed> all = new ArrayList<>(customers);
        asked.forEach(prompt -> all.add(Replay.observe(prompt)));
        all.sort(Comparator.comparingLong(observed -> observed.prompt().at()));
        Replay replay = new Replay(thresholds());
        List<Double> before = new ArrayList<>();
        for (Observed observed : all) {
            double score = replay.next(observed);
            if (thiefs.contains(observed.prompt())) {
                before.add(score);
            }
        }
        double[] accounts = scores(replay, asked);
        double[] prompts = before.stream().mapToDouble(Double::doubleValue).toArray();
        return new Row(
                campaign.name(),
                part(accounts, threshold),
                part(prompts, threshold),
                part(prompts, Math.nextDown(thresholds().elevated())),
                RATES.stream().map(rate -> part(accounts, above(benign, rate))).toList());
    }

    private static RiskThresholds thresholds() {
        return RiskThresholds.defaults();
    }

    private static List<Observed> day(long seed) {
        return BenignTraffic.day(new Random(seed)).stream()
                .sorted(Comparator.comparingLong(SimulatedPrompt::at))
                .map(Replay::observe)
                .toList();
    }

    private static double[] benignScores(Replay replay, List<Observed> customers) {
        customers.forEach(replay::next);
        return scores(replay, customers.stream().map(Observed::prompt).toList());
    }

    /** Of each client once. */
    private static double[] scores(Replay replay, Collection<SimulatedPrompt> prompts) {
        record Client(String tenant, String name) {}
        return prompts.stream()
                .map(prompt -> new Client(prompt.tenant(), prompt.client()))
                .distinct()
                .mapToDouble(client -> replay.score(client.tenant(), client.name()))
                .toArray();
    }

    /** The score that only that part of them exceeds. */
    private static double above(double[] scores, double part) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - 1 - (int) Math.floor(part * sorted.length)];
    }

    private static double part(double[] scores, double threshold) {
        return (double) Arrays.stream(scores).filter(score -> score > threshold).count() / scores.length;
    }
}
