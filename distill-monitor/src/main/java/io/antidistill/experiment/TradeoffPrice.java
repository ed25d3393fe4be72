package io.antidistill.experiment;

import static io.antidistill.experiment.TextTable.text;

import java.util.List;

/**
 * What a trade-off experiment would take, counted from its configuration alone. Pure.
 *
 * @param teacherTokens sampled by the teacher
 * @param scoredTokens of these, those that need a poison score: two passes of the proxy, or one that carries a derivative
 * @param studentTokens sampled by students in their exams
 * @param trainedTokens that students learn from, each with a pass forth and back
 * @param judgedTokens of holdout traces that students read, each with a pass forth
 * @param directionTokens that the poison direction is made of, each with a pass forth and back of the proxy
 */
public record TradeoffPrice(
        long teacherTokens,
        long scoredTokens,
        long studentTokens,
        long trainedTokens,
        long judgedTokens,
        long directionTokens) {
    private static final double SECONDS_PER_HOUR = 3600;

    /**
     * The price of everything, with nothing stored yet.
     *
     * @param tokensPerTrace of answers of teacher and students alike, with their prompts left out
     */
    public static TradeoffPrice of(TradeoffConfig config, int tokensPerTrace) {
        Setting.require(tokensPerTrace >= 1, tokensPerTrace, "tokensPerTrace", "it must be at least 1");
        Setting setting = config.setting();
        List<Arm> arms = config.arms();
        long rows = (long) arms.size() * setting.seeds();
        long scored = arms.stream().filter(arm -> arm.lambda() > 0).count() * setting.seeds();
        long lessons = (long) setting.prompts() * tokensPerTrace;
        long holdout = (long) setting.holdout() * tokensPerTrace;
        return new TradeoffPrice(
                rows * lessons + holdout,
                scored * lessons,
                (rows + 1) * setting.problems() * tokensPerTrace,
                rows * lessons * setting.student().epochs(),
                (rows + 1) * holdout,
                holdout);
    }

    /**
     * Hours of sampling. A token that is scored counts twice, since a proxy of half the teacher's size runs twice for it
     * (paper, section 4.1).
     *
     * @param tokensPerSecond that the teacher samples without protection; students are taken to be as fast
     */
    public double samplingHours(double tokensPerSecond) {
        requireRate(tokensPerSecond);
        return (teacherTokens + scoredTokens + studentTokens) / tokensPerSecond / SECONDS_PER_HOUR;
    }

    /**
     * Hours of learning: students and direction.
     *
     * @param tokensPerSecond that a student learns from; reading without learning is taken to be three times as fast
     */
    public double trainingHours(double tokensPerSecond) {
        requireRate(tokensPerSecond);
        return (trainedTokens + directionTokens + judgedTokens / 3.0) / tokensPerSecond / SECONDS_PER_HOUR;
    }

    private static void requireRate(double rate) {
        Setting.require(rate > 0 && Double.isFinite(rate), rate, "tokens per second", "it must be above 0");
    }

    /** For people: tokens, passes and hours. */
    public TextTable table(double samplingRate, double trainingRate) {
        return new TextTable(
                List.of("work", "tokens", "passes forth", "passes back", "hours"),
                List.of(
                        line("teacher samples", teacherTokens, teacherTokens, 0, hours(teacherTokens, samplingRate)),
                        line("proxy scores", scoredTokens, 2 * scoredTokens, 0, hours(scoredTokens, samplingRate)),
                        line(
                                "proxy's direction",
                                directionTokens,
                                directionTokens,
                                directionTokens,
                                hours(directionTokens, trainingRate)),
                        line(
                                "students learn",
                                trainedTokens,
                                trainedTokens,
                                trainedTokens,
                                hours(trainedTokens, trainingRate)),
                        line(
                                "students read the holdout",
                                judgedTokens,
                                judgedTokens,
                                0,
                                hours(judgedTokens, 3 * trainingRate)),
                        line("students answer", studentTokens, studentTokens, 0, hours(studentTokens, samplingRate)),
                        List.of(
                                "together",
                                "",
                                "",
                                "",
                                text("%.1f", samplingHours(samplingRate) + trainingHours(trainingRate)))));
    }

    private static double hours(long tokens, double rate) {
        return tokens / rate / SECONDS_PER_HOUR;
    }

    private static List<String> line(String work, long tokens, long forth, long back, double hours) {
        return List.of(work, text("%,d", tokens), text("%,d", forth), text("%,d", back), text("%.1f", hours));
    }
}
