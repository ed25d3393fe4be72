package io.antidistill.engine;

import io.antidistill.derivative.Combine;
import io.antidistill.sampling.AntidistillationSampler;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets Δ for the slots that need it at this position, and leaves the proxy alone where none does.
 *
 * <p>Only protected requests have a row here. Whenever one of them needs Δ, all read what they have missed, in one ragged pass: that keeps
 * the rows within a few tokens of each other, so that little of the pass is padding. Newcomers read what has been opened of their prompts in a pass of
 * their own.
 */
final class Scores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scores.class);
    private static final int[] ANY_TOKEN = {0};

    private final CacheRows rows;
    private final AntidistillationSampler sampler;
    private final int vocabularySize;
    private final int proxies;
    private final Combine combine;

    Scores(CacheRows rows, AntidistillationSampler sampler, EngineModels models) {
        this.rows = rows;
        this.sampler = sampler;
        this.vocabularySize = models.vocabularySize();
        this.proxies = models.proxies();
        this.combine = models.combine();
    }

    void join(Slot slot) {
        rows.join(slot);
    }

    void leave(Slot slot) {
        rows.leave(slot);
    }

    void scoreWhereNeeded() {
        int newcomer = rows.firstNewcomer();
        score(newcomer, rows.lastReader());
        if (rows.slots(0, newcomer).stream().anyMatch(Slot::needsScore)) {
            score(0, newcomer);
        }
    }

    private void score(int first, int last) {
        if (first == last) {
            return;
        }
        List<Slot> slots = rows.slots(first, last);
        int[][] candidates = candidatesOrNull(slots);
        try {
            float[] scores = rows.readOn(first, last, candidates);
            int ofProxy = scores.length / proxies;
            int stride = ofProxy / slots.size();
            for (int i = 0; i < slots.size(); i++) {
                Slot slot = slots.get(i);
                int tokens = candidates == null ? vocabularySize : candidates[i].length;
                float[] combined = combine(slot).of(scores, i * stride, ofProxy, proxies, tokens);
                deliver(slot, combined, candidates == null);
            }
        } catch (RuntimeException e) {
            LOG.error("The poison score failed; {} requests get no answer", slots.size(), e);
            slots.forEach(slot -> slot.fail(
                    GenerationFailure.Reason.PROTECTION_UNAVAILABLE, "the poison score failed: " + e.getMessage()));
        }
    }

    /** Null, for the whole vocabulary, where one slot needs it or the candidates are too many to be cheaper. */
    private int[][] candidatesOrNull(List<Slot> slots) {
        int[][] candidates = new int[slots.size()][];
        for (int i = 0; i < candidates.length; i++) {
            Slot slot = slots.get(i);
            boolean needed = slot.needsScore();
            if (needed && (needsWholeVocabulary(slot) || slot.candidates().length > vocabularySize / 4)) {
                return null;
            }
            candidates[i] = needed ? slot.candidates() : ANY_TOKEN;
        }
        return candidates;
    }

    /** What differs by a number for each proxy and row cancels in the mean of candidates' scores, but not in the smallest. */
    private boolean needsWholeVocabulary(Slot slot) {
        return slot.needsWholeVocabulary() || proxies > 1 && combine(slot) == Combine.WORST;
    }

    private Combine combine(Slot slot) {
        return slot.combine().orElse(combine);
    }

    /** Also looks at scores that nobody asked for: a row that holds a NaN would give nothing else from here on. */
    private void deliver(Slot slot, float[] scores, boolean wholeVocabulary) {
        slot.countProxyPass();
        for (float score : scores) {
            if (!Float.isFinite(score)) {
                slot.fail(GenerationFailure.Reason.NOT_A_NUMBER, "a poison score is " + score);
                return;
            }
        }
        if (wholeVocabulary && slot.needsScore()) {
            slot.scoreVocabulary(sampler, scores);
        } else if (slot.needsScore()) {
            slot.scoreCandidates(scores);
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
