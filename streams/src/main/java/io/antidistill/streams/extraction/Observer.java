package io.antidistill.streams.extraction;

import io.antidistill.schema.Message;
import java.util.ArrayList;
import java.util.List;

/** From an answered prompt to what is counted, once for each of its subjects. Pure, immutable and thread-safe. */
public final class Observer {
    private final Hashes hashes;
    private final int longAnswerTokens;

    /**
     * @param key a secret, the same on every instance
     * @param longAnswerTokens from how many tokens on an answer is long
     */
    public Observer(long key, int longAnswerTokens) {
        this.hashes = new Hashes(key);
        this.longAnswerTokens = longAnswerTokens;
    }

    /**
     * The client, its narrowest group and its tenant; the frames follow when the tenant is scored.
     *
     * @param messages at least one
     */
    public List<Sighting> observe(String tenant, String client, List<Message> messages, int answerTokens) {
        PromptSketch sketch = PromptSketch.of(messages, hashes);
        String key = RiskKeys.client(tenant, client);
        long account = hashes.of(key);
        long[] pieces = sketch.pieces().stream().mapToLong(Long::longValue).toArray();
        return subjects(tenant, client).stream()
                .map(subject -> new Sighting(
                        subject,
                        key,
                        account,
                        answerTokens >= longAnswerTokens,
                        sketch.fingerprint(),
                        pieces,
                        sketch.frames()))
                .toList();
    }

    private static List<Subject> subjects(String tenant, String client) {
        List<Subject> subjects = new ArrayList<>();
        subjects.add(new Subject(Subject.Kind.CLIENT, RiskKeys.client(tenant, client)));
        RiskKeys.prefixes(client).stream()
                .findFirst()
                .ifPresent(prefix -> subjects.add(new Subject(Subject.Kind.PREFIX, RiskKeys.prefix(tenant, prefix))));
        subjects.add(new Subject(Subject.Kind.TENANT, RiskKeys.tenant(tenant)));
        return subjects;
    }
}
