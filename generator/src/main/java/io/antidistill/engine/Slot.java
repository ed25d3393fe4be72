package io.antidistill.engine;

import io.antidistill.derivative.Combine;
import io.antidistill.guard.TiltGate;
import io.antidistill.sampling.AntidistillationSampler;
import io.antidistill.sampling.Draw;
import io.antidistill.sampling.NotANumberException;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.TokenDistribution;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One running request: its tokens so far, what its next token is drawn from, and how it ended. Belongs to the engine's thread. */
final class Slot {
    private final Ticket ticket;
    private final TiltGate gate;
    private final long seed;
    private final TokenSequence tokens;
    private final Answer answer;
    private final DrawStatistics statistics;

    private SamplingSettings settings; // of the next token
    private TokenDistribution plain;
    private float[] score;

    private GenerationFailure failure;

    /** @param decodeOrNull the text of tokens; needed where the ticket wants text */
    Slot(Ticket ticket, int contextLength, Function<int[], String> decodeOrNull) {
        GenerationRequest request = ticket.request();
        this.ticket = ticket;
        this.gate = new TiltGate(request.sampling(), request.tilt());
        this.seed = request.seed();
        int room = contextLength - request.promptIds().length;
        this.tokens = new TokenSequence(request.promptIds(), Math.min(request.maxNewTokens(), room));
        AnswerText text = ticket.wantsText() ? new AnswerText(decodeOrNull, request.stopStrings(), gate::read) : null;
        this.answer =
                new Answer(tokens, text, ticket::progress, request.forcing().orElse(null), gate);
        this.statistics = new DrawStatistics(ticket.offeredAt());
    }

    /** Whether the proxy takes part in this request. */
    boolean isProtected() {
        return ticket.request().sampling().lambda() > 0;
    }

    /** What to make of several proxies' scores, if the request says. */
    Optional<Combine> combine() {
        return ticket.request().combine();
    }

    TokenSequence tokens() {
        return tokens;
    }

    /** Takes what the teacher says about the next token; in the middle of the prompt that is of no use. */
    void consider(AntidistillationSampler sampler, float[] teacherLogits, int offset) {
        if (tokens.closed() > 0) {
            return;
        }
        try {
            settings = gate.next();
            plain = sampler.plain(teacherLogits, offset, settings);
            score = null;
        } catch (NotANumberException e) {
            fail(GenerationFailure.Reason.NOT_A_NUMBER, e.getMessage());
        }
    }

    /** Whether there is something to draw from: the prompt has been read and nothing has ended the request. */
    boolean draws() {
        return plain != null && !ended();
    }

    /** Whether the next token cannot be drawn without Δ. */
    boolean needsScore() {
        return draws() && AntidistillationSampler.needsScore(plain, settings);
    }

    boolean needsWholeVocabulary() {
        return AntidistillationSampler.needsWholeVocabulary(settings);
    }

    /** The tokens that Δ is needed for. */
    int[] candidates() {
        return plain.tokens();
    }

    /** Takes Δ of the candidates, in their order. */
    void scoreCandidates(float[] scores) {
        score = scores;
    }

    /** Takes Δ of the whole vocabulary. */
    void scoreVocabulary(AntidistillationSampler sampler, float[] scores) {
        score = sampler.pick(plain, scores, 0, settings, seed, tokens.drawn());
    }

    void countProxyPass() {
        statistics.countProxyPass();
    }

    /** Draws the next token; the sampler refuses to where Δ is needed and missing. */
    void draw(AntidistillationSampler sampler, Set<Integer> stopTokens) {
        try {
            Draw draw = score == null
                    ? sampler.draw(plain, settings, seed, tokens.drawn())
                    : sampler.draw(plain, score, settings, seed, tokens.drawn());
            statistics.add(draw);
            gate.drawn(draw, settings.lambda() > 0);
            answer.append(draw.token(), stopTokens);
        } catch (NotANumberException e) {
            fail(GenerationFailure.Reason.NOT_A_NUMBER, e.getMessage());
        }
    }

    void fail(GenerationFailure.Reason reason, String message) {
        if (failure == null) {
            failure = new GenerationFailure(reason, message);
        }
    }

    boolean failed() {
        return failure != null;
    }

    /** Whether the slot is free for another: finished, failed, expired or cancelled. */
    boolean ended() {
        return answer.finished() || failure != null || ticket.ended();
    }

    /** Ends the request if its time is over. */
    void expire(Instant now) {
        if (!ended() && ticket.request().expired(now)) {
            ticket.expire();
        }
    }

    /** Tells the listener. A failure counts before anything else. */
    void report() {
        if (failure != null) {
            ticket.fail(failure.reason(), failure.message());
        } else if (answer.finished()) {
            ticket.finish(answer.result(statistics));
        }
    }
}
