package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AntidistillationSamplerTest {
    private static final int VOCABULARY = 40;

    @Property(tries = 300, seed = "20")
    void probabilitiesSumToOne(@ForAll("settings") SamplingSettings settings, @ForAll long seed) {
        assertThat(Arrays.stream(protect(settings, seed).overVocabulary(VOCABULARY))
                        .sum())
                .isCloseTo(1, within(1e-9));
    }

    @Property(tries = 300, seed = "20")
    void truncatingFirstKeepsToTheTeachersNucleus(@ForAll("settings") SamplingSettings settings, @ForAll long seed) {
        SamplingSettings first = with(settings, Truncation.TRUNCATE_THEN_TILT);
        SamplingSettings plain = SamplingSettings.plain(first.tau(), first.topP());
        assertThat(protect(first, seed).tokens()).isEqualTo(protect(plain, seed).tokens());
    }

    @Property(tries = 300, seed = "20")
    void oneCandidateNeverChangesAndNeedsNoScore(@ForAll("settings") SamplingSettings settings, @ForAll long seed) {
        SamplingSettings narrow = new SamplingSettings(
                settings.sampler(), settings.lambda(), settings.tau(), 1e-9, Truncation.TRUNCATE_THEN_TILT);
        AntidistillationSampler sampler = new AntidistillationSampler(VOCABULARY);
        TokenDistribution plain = sampler.plain(gaussian(seed), 0, narrow);
        assertThat(plain.size()).isEqualTo(1);
        assertThat(AntidistillationSampler.needsScore(plain, narrow)).isFalse();
        assertThat(sampler.draw(plain, narrow, seed, 0)).isEqualTo(new Draw(plain.tokens()[0], false, 0, 1));
        assertThat(sampler.draw(plain, new float[] {7}, narrow, seed, 0))
                .isEqualTo(new Draw(plain.tokens()[0], false, 0, 1));
    }

    @Property(tries = 300, seed = "20")
    void divergenceGrowsWithLambda(
            @ForAll @DoubleRange(min = 0, max = 20) double lambda,
            @ForAll @DoubleRange(min = 0, max = 20) double more,
            @ForAll @DoubleRange(min = 0.3, max = 2) double tau,
            @ForAll long seed) {
        assertThat(kl(lambda + more, tau, seed)).isGreaterThanOrEqualTo(kl(lambda, tau, seed) - 1e-12);
    }

    @Property(tries = 300, seed = "20")
    void shadowDrawsThePlainTokenAndSaysWhatTheTiltWouldHaveDone(
            @ForAll("settings") SamplingSettings any, @ForAll long seed) {
        SamplingSettings tilted = of(Sampler.ANTIDISTILLATION, any);
        Draw real = draw(new AntidistillationSampler(VOCABULARY), gaussian(seed), tilted, seed, 3);
        Draw plain = draw(new AntidistillationSampler(VOCABULARY), gaussian(seed), tilted.untilted(), seed, 3);
        Draw shadow = draw(new AntidistillationSampler(VOCABULARY), gaussian(seed), of(Sampler.SHADOW, any), seed, 3);
        assertThat(shadow.token()).isEqualTo(plain.token());
        assertThat(shadow.changed()).isEqualTo(real.changed()).isEqualTo(real.token() != plain.token());
        assertThat(shadow.kl()).isEqualTo(real.kl());
    }

    private static SamplingSettings of(Sampler sampler, SamplingSettings other) {
        return new SamplingSettings(sampler, other.lambda(), other.tau(), other.topP(), other.truncation());
    }

    @Property(tries = 200, seed = "20")
    void drawDependsOnlyOnLogitsSeedAndPosition(
            @ForAll("settings") SamplingSettings settings,
            @ForAll long seed,
            @ForAll @IntRange(max = 5000) int position,
            @ForAll @IntRange(max = 50) int others) {
        AntidistillationSampler busy = new AntidistillationSampler(VOCABULARY);
        for (int i = 0; i < others; i++) {
            draw(busy, gaussian(i), settings, i, i);
        }
        assertThat(draw(busy, gaussian(seed), settings, seed, position))
                .isEqualTo(draw(new AntidistillationSampler(VOCABULARY), gaussian(seed), settings, seed, position));
    }

    @Property(tries = 200, seed = "20")
    void lambdaZeroAndAVanishingLambdaDrawTheSameToken(
            @ForAll("settings") SamplingSettings settings, @ForAll long seed) {
        AntidistillationSampler sampler = new AntidistillationSampler(VOCABULARY);
        Draw skipped = draw(sampler, gaussian(seed), withLambda(settings, 0), seed, 1);
        Draw computed = draw(sampler, gaussian(seed), withLambda(settings, 1e-9), seed, 1);
        assertThat(computed.token()).isEqualTo(skipped.token());
        assertThat(computed.changed()).isFalse();
        assertThat(computed.kl()).isCloseTo(skipped.kl(), within(1e-6));
    }

    @Property(tries = 200, seed = "20")
    void klBudgetHoldsAndIsUsedUp(
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double budget,
            @ForAll @DoubleRange(min = 0.5, max = 50) double lambda,
            @ForAll long seed) {
        double unlimited = kl(lambda, 1, seed);
        SamplingSettings limited =
                new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, 1, 0.95, Truncation.TRUNCATE_THEN_TILT, budget);
        AntidistillationSampler sampler = new AntidistillationSampler(VOCABULARY);
        double kl = draw(sampler, gaussian(seed), limited, seed, 0).kl();
        assertThat(kl).isCloseTo(Math.min(budget, unlimited), within(1e-5)).isLessThanOrEqualTo(budget);
    }

    @Property(tries = 200, seed = "20")
    void nothingBelowThePlausibilityFloorIsEverDrawn(
            @ForAll("settings") SamplingSettings any,
            @ForAll @DoubleRange(min = 0.01, max = 1) double minP,
            @ForAll long seed) {
        SamplingSettings settings = new SamplingSettings(
                any.sampler(), any.lambda(), any.tau(), any.topP(), any.truncation(), any.klBudget(), minP);
        double[] teacher = protect(SamplingSettings.plain(any.tau(), 1), seed).overVocabulary(VOCABULARY);
        double most = Arrays.stream(teacher).max().orElseThrow();
        double[] drawn = protect(settings, seed).overVocabulary(VOCABULARY);
        for (int token = 0; token < VOCABULARY; token++) {
            if (teacher[token] < most * minP * (1 - 1e-9)) {
                assertThat(drawn[token]).isZero();
            }
        }
        assertThat(Arrays.stream(drawn).sum()).isCloseTo(1, within(1e-9));
        Draw draw = draw(new AntidistillationSampler(VOCABULARY), gaussian(seed), settings, seed, 0);
        assertThat(draw.kl()).isNotNegative().isFinite();
        assertThat(teacher[draw.token()]).isGreaterThanOrEqualTo(most * minP * (1 - 1e-9));
    }

    @Test
    void changedMeansThatTheSameNoiseWithoutLambdaDrawsAnotherToken() {
        AntidistillationSampler sampler = new AntidistillationSampler(VOCABULARY);
        SamplingSettings strong = settings(5);
        int changed = 0;
        for (int position = 0; position < 500; position++) {
            Draw protectedDraw = draw(sampler, gaussian(position), strong, 1, position);
            Draw plainDraw = draw(sampler, gaussian(position), settings(0), 1, position);
            assertThat(protectedDraw.changed()).isEqualTo(protectedDraw.token() != plainDraw.token());
            changed += protectedDraw.changed() ? 1 : 0;
        }
        assertThat(changed).isBetween(100, 499);
    }

    @Test
    void divergenceIsTakenFromTheTruncatedTeacherWhenTruncationIsFirstAndFromTheWholeWhenLast() {
        float[] logits = {(float) Math.log(0.6), (float) Math.log(0.3), (float) Math.log(0.1)};
        float[] delta = {0, (float) Math.log(2), 0};
        // 0.6 and 0.3 stay; tilted they are 0.5 each; the teacher's own nucleus has 2/3 and 1/3.
        double first = 0.5 * Math.log(0.5 * 3 / 2) + 0.5 * Math.log(0.5 * 3);
        double last = 0.5 * Math.log(0.5 / 0.6) + 0.5 * Math.log(0.5 / 0.3);
        assertThat(klOf(logits, delta, Truncation.TRUNCATE_THEN_TILT)).isCloseTo(first, within(1e-6));
        assertThat(klOf(logits, delta, Truncation.TILT_THEN_TRUNCATE)).isCloseTo(last, within(1e-6));
    }

    @Test
    void lambdaStandsOutsideTheTemperature() {
        float[] logits = {1, 0};
        float[] delta = {0, 1};
        SamplingSettings settings =
                new SamplingSettings(Sampler.ANTIDISTILLATION, 2, 0.5, 1, Truncation.TRUNCATE_THEN_TILT);
        AntidistillationSampler sampler = new AntidistillationSampler(2);
        TokenDistribution p = sampler.protect(sampler.plain(logits, 0, settings), delta, settings);
        // 1/τ = 2 on one side, λΔ = 2 on the other: even.
        assertThat(p.overVocabulary(2)[0]).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void smallestTemperatureIsGreedyEvenWithTheLargestLogits() {
        float[] logits = {1e30f, 3e38f, -3e38f};
        SamplingSettings greedy = SamplingSettings.plain(1e-6, 1);
        AntidistillationSampler sampler = new AntidistillationSampler(3);
        assertThat(sampler.draw(sampler.plain(logits, 0, greedy), greedy, 1, 1).token())
                .isEqualTo(1);
    }

    @Test
    void refusesNumbersThatAreNone() {
        AntidistillationSampler sampler = new AntidistillationSampler(2);
        SamplingSettings settings =
                new SamplingSettings(Sampler.ANTIDISTILLATION, 1, 1, 1, Truncation.TRUNCATE_THEN_TILT);
        assertThatThrownBy(() -> sampler.plain(new float[] {0, Float.NaN}, 0, settings))
                .isInstanceOf(NotANumberException.class)
                .hasMessage("the teacher's logit of token 1 is NaN");
        assertThatThrownBy(() -> sampler.plain(new float[] {Float.POSITIVE_INFINITY, 0}, 0, settings))
                .isInstanceOf(NotANumberException.class)
                .hasMessage("the teacher's logit of token 0 is Infinity");
        TokenDistribution plain = sampler.plain(new float[] {0, 0}, 0, settings);
        assertThatThrownBy(() -> sampler.draw(plain, new float[] {0, Float.NEGATIVE_INFINITY}, settings, 1, 1))
                .isInstanceOf(NotANumberException.class)
                .hasMessage("the poison score of token 1 is -Infinity");
    }

    @Test
    void refusesToDrawWithoutTheScoreWhereItIsNeeded() {
        AntidistillationSampler sampler = new AntidistillationSampler(2);
        TokenDistribution plain = sampler.plain(new float[] {0, 0}, 0, settings(1));
        assertThatThrownBy(() -> sampler.draw(plain, settings(1), 1, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> settings(Double.NaN)).hasMessageStartingWith("invalid value NaN for lambda: ");
        assertThatThrownBy(() -> settings(-1)).hasMessageStartingWith("invalid value -1.0 for lambda: ");
        assertThatThrownBy(() -> SamplingSettings.plain(0, 1)).hasMessageStartingWith("invalid value 0.0 for tau: ");
        assertThatThrownBy(() -> SamplingSettings.plain(1, 0)).hasMessageStartingWith("invalid value 0.0 for topP: ");
        assertThatThrownBy(() -> SamplingSettings.plain(1, 1.01)).hasMessageStartingWith("invalid value 1.01 for topP");
    }

    @Provide
    Arbitrary<SamplingSettings> settings() {
        return Combinators.combine(
                        Arbitraries.of(Sampler.ANTIDISTILLATION, Sampler.PERMUTATION),
                        Arbitraries.doubles().between(0, 30),
                        Arbitraries.doubles().between(0.2, 2),
                        Arbitraries.doubles().between(0.05, 1),
                        Arbitraries.of(Truncation.values()))
                .as(SamplingSettings::new);
    }

    private static double kl(double lambda, double tau, long seed) {
        SamplingSettings settings =
                new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, tau, 0.95, Truncation.TRUNCATE_THEN_TILT);
        return draw(new AntidistillationSampler(VOCABULARY), gaussian(seed), settings, seed, 0)
                .kl();
    }

    private static double klOf(float[] logits, float[] delta, Truncation truncation) {
        SamplingSettings settings = new SamplingSettings(Sampler.ANTIDISTILLATION, 1, 1, 0.85, truncation);
        AntidistillationSampler sampler = new AntidistillationSampler(logits.length);
        TokenDistribution plain = sampler.plain(logits, 0, settings);
        return sampler.draw(plain, sampler.pick(plain, delta, 0, settings, 1, 1), settings, 1, 1)
                .kl();
    }

    private static TokenDistribution protect(SamplingSettings settings, long seed) {
        AntidistillationSampler sampler = new AntidistillationSampler(VOCABULARY);
        TokenDistribution plain = sampler.plain(gaussian(seed), 0, settings);
        return sampler.protect(plain, sampler.pick(plain, gaussian(~seed), 0, settings, seed, 0), settings);
    }

    private static Draw draw(
            AntidistillationSampler sampler, float[] logits, SamplingSettings settings, long seed, long position) {
        TokenDistribution plain = sampler.plain(logits, 0, settings);
        if (!AntidistillationSampler.needsScore(plain, settings)) {
            return sampler.draw(plain, settings, seed, position);
        }
        float[] score = sampler.pick(plain, gaussian(Arrays.hashCode(logits)), 0, settings, seed, position);
        return sampler.draw(plain, score, settings, seed, position);
    }

    private static SamplingSettings settings(double lambda) {
        return new SamplingSettings(Sampler.ANTIDISTILLATION, lambda, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT);
    }

    private static SamplingSettings with(SamplingSettings s, Truncation truncation) {
        return new SamplingSettings(s.sampler(), s.lambda(), s.tau(), s.topP(), truncation);
    }

    private static SamplingSettings withLambda(SamplingSettings s, double lambda) {
        return new SamplingSettings(s.sampler(), lambda, s.tau(), s.topP(), s.truncation());
    }

    private static float[] gaussian(long seed) {
        Random random = new Random(seed);
        float[] values = new float[VOCABULARY];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (2 * random.nextGaussian());
        }
        return values;
    }
}
