package io.antidistill.engine;

import io.antidistill.sampling.Draw;

/** Adds up what the draws of one request did. */
final class DrawStatistics {
    private final long offeredAt;
    private final long startedAt = System.nanoTime();
    private int draws;
    private int changed;
    private int single;
    private int proxyPasses;
    private long candidates;
    private double kl;
    private double klMax;

    DrawStatistics(long offeredAt) {
        this.offeredAt = offeredAt;
    }

    void add(Draw draw) {
        draws++;
        changed += draw.changed() ? 1 : 0;
        single += draw.candidates() == 1 ? 1 : 0;
        candidates += draw.candidates();
        kl += draw.kl();
        klMax = Math.max(klMax, draw.kl());
    }

    void countProxyPass() {
        proxyPasses++;
    }

    GenerationStatistics summary(int completionTokens, int tiltedTokens, boolean answerForced) {
        return new GenerationStatistics(
                completionTokens,
                changed,
                kl / draws,
                klMax,
                (double) candidates / draws,
                single,
                proxyPasses,
                startedAt - offeredAt,
                System.nanoTime() - startedAt,
                tiltedTokens,
                answerForced);
    }
}
