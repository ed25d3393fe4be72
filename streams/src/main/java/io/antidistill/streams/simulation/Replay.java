package io.antidistill.streams.simulation;

import io.antidistill.streams.extraction.Observer;
import io.antidistill.streams.extraction.Population;
import io.antidistill.streams.extraction.RiskKeys;
import io.antidistill.streams.extraction.RiskThresholds;
import io.antidistill.streams.extraction.Scorer;
import io.antidistill.streams.extraction.Sighting;
import io.antidistill.streams.extraction.Subject;
import io.antidistill.streams.extraction.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plays prompts through the stream's own scorer, in memory, and remembers the highest score that counted for each client.
 * For one thread.
 */
final class Replay implements Scorer.Memory {
    /** What is the secret in the stream; here anything. */
    private static final long KEY = 7;

    /** As in the stream. */
    private static final int LONG_ANSWER_TOKENS = 200;

    private static final Observer OBSERVER = new Observer(KEY, LONG_ANSWER_TOKENS);

    private record Slice(String subject, long start) {}

    private final Scorer scorer;
    private final Map<Slice, Tally> tallies = new HashMap<>();
    private final Map<Long, Population> populations = new HashMap<>();
    private final Map<String, Double> highest = new HashMap<>();

    Replay(RiskThresholds thresholds) {
        this.scorer = new Scorer(thresholds);
    }

    /** The prompt with what the detector sees of it. */
    record Observed(SimulatedPrompt prompt, List<Sighting> sightings) {}

    /** What the detector sees, whatever the thresholds are. */
    static Observed observe(SimulatedPrompt prompt) {
        return new Observed(
                prompt, OBSERVER.observe(prompt.tenant(), prompt.client(), prompt.messages(), prompt.answerTokens()));
    }

    /** Counts the prompt; returns the score that its client had when it was asked. */
    double next(Observed observed) {
        SimulatedPrompt prompt = observed.prompt();
        double before = score(prompt.tenant(), prompt.client());
        observed.sightings().forEach(sighting -> count(sighting, prompt.at()));
        return before;
    }

    private void count(Sighting sighting, long at) {
        Scorer.Scored scored = scorer.sighted(sighting, at, this);
        boolean frame = sighting.subject().kind() == Subject.Kind.FRAME;
        String key = frame ? sighting.client() : sighting.subject().key();
        highest.merge(key, scored.assessment().score(), Math::max);
        scored.frames().forEach(subject -> count(sighting.of(subject), at));
    }

    /** The highest score on the client or its groups so far. */
    double score(String tenant, String client) {
        return RiskKeys.about(tenant, client).stream()
                .mapToDouble(key -> highest.getOrDefault(key, 0.0))
                .max()
                .orElse(0);
    }

    @Override
    public Tally tally(String subject, long slice) {
        return tallies.getOrDefault(new Slice(subject, slice), Tally.NONE);
    }

    @Override
    public void put(String subject, long slice, Tally tally) {
        tallies.put(new Slice(subject, slice), tally);
    }

    @Override
    public Population population(long slice) {
        return populations.getOrDefault(slice, Population.NONE);
    }

    @Override
    public void put(long slice, Population population) {
        populations.put(slice, population);
    }
}
