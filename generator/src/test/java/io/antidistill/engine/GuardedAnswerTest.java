package io.antidistill.engine;

import static io.antidistill.engine.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.antidistill.guard.AnswerForcing;
import io.antidistill.guard.Markers;
import io.antidistill.guard.TiltRules;
import io.antidistill.guard.TiltedSpan;
import io.antidistill.sampling.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules for the tilt, through the engine. */
class GuardedAnswerTest extends ToyEngine {
    private static final double INFINITE = Double.POSITIVE_INFINITY;
    /** Tokens 26 to 29 spell no letter; token 16 says q. */
    private static final Markers Q_BEGINS_THE_ANSWER = new Markers("<", ">", "q");

    private static final TiltRules PLAIN_FROM_Q =
            new TiltRules(TiltedSpan.ALL, Q_BEGINS_THE_ANSWER, true, true, INFINITE, 0);
    private static final int[] Q = {16};

    @Test
    void fromTheAnswersMarkerOnEveryTokenIsThePlainTeachers() {
        start(8);
        int begun = 0;
        for (GenerationRequest request : strong(200)) {
            int[] guarded = answer(request.withTilt(PLAIN_FROM_Q)).tokenIds();
            int marker = Arrays.stream(guarded).boxed().toList().indexOf(16);
            int tilted = marker < 0 ? guarded.length : marker + 1;
            assertThat(Arrays.copyOf(guarded, tilted))
                    .as("as without the rule up to the marker")
                    .isEqualTo(Arrays.copyOf(alone(request), tilted));
            if (marker >= 0) {
                begun++;
                assertThat(guarded).isEqualTo(goingOnPlainly(request, Arrays.copyOf(guarded, tilted)));
            }
        }
        assertThat(begun).isGreaterThan(20);
    }

    @Test
    void theWholeTracesKlStaysWithinItsBudget() {
        start(8);
        TiltRules thrifty = new TiltRules(TiltedSpan.ALL, Markers.USUAL, true, false, 0.5, 0);
        int exhausted = 0;
        for (GenerationRequest request : strong(60)) {
            GenerationStatistics free = answer(request).statistics();
            GenerationResult bound = answer(request.withTilt(thrifty));
            GenerationStatistics statistics = bound.statistics();
            assertThat(spent(bound)).isLessThanOrEqualTo(0.5 + 1e-9);
            if (free.klMax() > 0.5) {
                exhausted++;
                assertThat(spent(bound)).isCloseTo(0.5, within(1e-4));
                assertThat(statistics.tiltedTokens()).isLessThanOrEqualTo(draws(bound));
            }
        }
        assertThat(exhausted).isGreaterThan(20);
    }

    @Test
    void anAnswerThatDoesNotComeToThePointIsBroughtThereAndThenPlain() {
        start(8);
        int forced = 0;
        for (GenerationRequest request : strong(100)) {
            GenerationRequest guarded = request.withTilt(PLAIN_FROM_Q).withForcing(new AnswerForcing(Q, 4));
            GenerationResult result = answer(guarded);
            List<Integer> tokens = Arrays.stream(result.tokenIds()).boxed().toList();
            boolean roomForBoth = request.maxNewTokens() >= 5;
            if (roomForBoth) {
                assertThat(tokens).contains(16);
            }
            assertThat(tokens.size()).isLessThanOrEqualTo(request.maxNewTokens());
            if (result.statistics().answerForced()) {
                forced++;
                int marker = tokens.indexOf(16);
                assertThat(tokens.size() - marker - 1).isLessThanOrEqualTo(4);
                assertThat(result.tokenIds())
                        .isEqualTo(Arrays.copyOf(
                                goingOnPlainly(request, Arrays.copyOf(result.tokenIds(), marker + 1)), tokens.size()));
            }
        }
        assertThat(forced).isGreaterThan(20);
    }

    @Test
    void aForcedAnswerOfOneTokenFitsWhateverTheLimit() {
        start(8);
        for (GenerationRequest request : strong(100)) {
            GenerationResult result = answer(request.withTilt(PLAIN_FROM_Q).withForcing(new AnswerForcing(Q, 1)));
            assertThat(result.tokenIds().length).isLessThanOrEqualTo(request.maxNewTokens());
            if (result.statistics().answerForced()) {
                assertThat(request.maxNewTokens()).isGreaterThanOrEqualTo(3);
            }
        }
        assertThat(engine.healthy()).isTrue();
    }

    @Test
    void anAnswerPrefixOutsideTheVocabularyIsRefusedAtTheDoor() {
        start(8);
        GenerationRequest request = strong(1).get(0);
        Recorder refused = offer(request.withForcing(new AnswerForcing(new int[] {ToyRows.VOCABULARY}, 4)));
        assertThat(refused.failure().message()).contains("answer prefix token 30 is not in the teacher's vocabulary");
        assertThat(answer(request).tokenIds()).isEqualTo(alone(request));
    }

    /** Whoever begins the answer with its marker has not switched the tilt off. */
    @Test
    void whatThePromptEndsWithIsNoMarker() {
        start(8);
        TiltRules reasoning = new TiltRules(TiltedSpan.REASONING, Q_BEGINS_THE_ANSWER, false, true, INFINITE, 0);
        for (GenerationRequest request : strong(40)) {
            int[] prompt = {1, 2, 16};
            GenerationResult answer =
                    answer(new GenerationRequest(prompt, request.sampling(), request.seed(), request.maxNewTokens())
                            .withTilt(reasoning));
            int marker = Arrays.stream(answer.tokenIds()).boxed().toList().indexOf(16);
            assertThat(answer.statistics().tiltedTokens()).isEqualTo(marker < 0 ? draws(answer) : marker + 1);
        }
    }

    @Test
    void withoutTiltTheRulesChangeNothing() {
        start(8);
        for (GenerationRequest request : Requests.random(50, ToyRows.VOCABULARY, 10, 30, 3)) {
            GenerationRequest plain = Requests.with(request, 0);
            assertThat(answer(plain.withTilt(PLAIN_FROM_Q)).tokenIds()).isEqualTo(alone(plain));
        }
    }

    @Test
    void whatIsPlainByRuleCostsNoProxyPass() {
        start(8);
        TiltRules hardlyAnything = new TiltRules(TiltedSpan.ALL, Markers.USUAL, true, false, 1e-6, 0);
        int free = 0;
        int held = 0;
        for (GenerationRequest request : strong(60)) {
            free += answer(request).statistics().proxyPasses();
            held += answer(request.withTilt(hardlyAnything)).statistics().proxyPasses();
        }
        assertThat(held).isLessThan(free / 2);
    }

    private static List<GenerationRequest> strong(int count) {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new GenerationRequest(
                    new int[] {1 + i % 25, 2, 3}, request(6, 1, 1).sampling(), i, 1 + i % 30));
        }
        return requests;
    }

    private GenerationResult answer(GenerationRequest request) {
        return engine.generateAll(List.of(request), done -> {}).get(0);
    }

    /** What the plain teacher adds to an answer that begins so. */
    private int[] goingOnPlainly(GenerationRequest request, int[] begun) {
        SamplingSettings plain = request.sampling().untilted();
        return Requests.alone(
                new GenerationRequest(request.promptIds(), plain, request.seed(), request.maxNewTokens()),
                begun,
                ToyRows.VOCABULARY,
                CONTEXT,
                ToyRows.STOPS,
                teacher::after,
                ToyRows.score(1)::after);
    }

    private static double spent(GenerationResult result) {
        return result.statistics().klMean() * draws(result);
    }

    private static int draws(GenerationResult result) {
        return result.tokenIds().length + (result.finishReason() == FinishReason.STOP ? 1 : 0);
    }
}
