package io.antidistill.experiment;

import static io.antidistill.experiment.TextTable.text;

import io.antidistill.student.TinyProxy;
import java.util.ArrayList;
import java.util.List;

/**
 * What a trade-off experiment or an ablation would take, counted from its configuration alone. Pure.
 *
 * @param teacherTokens sampled by the teacher
 * @param scoredTokens of these, those that need a poison score: two passes of the proxy, or one that carries a derivative
 * @param studentTokens sampled by students in their exams
 * @param trainedTokens that students learn from, each with a pass forth and back
 * @param judgedTokens of holdout traces that students read, each with a pass forth
 * @param directionTokens that poison directions are made of, each with a pass forth and back of the proxy
 * @param proxyTokens that proxies learn from before, each with a pass forth and back
 */
public record ExperimentPrice(
        long teacherTokens,
        long scoredTokens,
        long studentTokens,
        long trainedTokens,
        long judgedTokens,
        long directionTokens,
        long proxyTokens) {
    private static final double SECONDS_PER_HOUR = 3600;

    /**
     * The price of everything, with nothing stored yet.
     *
     * @param tokensPerTrace of answers of teacher and students alike, with their prompts left out
     */
    public static ExperimentPrice of(TradeoffConfig config, int tokensPerTrace) {
        Setting setting = config.setting();
        List<Arm> arms = config.arms();
        int protectedArms = (int) arms.stream().filter(arm -> arm.lambda() > 0).count();
        return of(setting, arms.size(), protectedArms, tokensPerTrace)
                .with(0, 0, (long) setting.holdout() * tokensPerTrace, 0);
    }

    /** As {@link #of(TradeoffConfig, int)}, with the proxies and directions that an ablation makes first. */
    public static ExperimentPrice of(AblationConfig config, int tokensPerTrace) {
        ExperimentPrice arms = of(config.setting(), config.arms(), config.protectedArms(), tokensPerTrace);
        AblationShapes proxies = config.trained();
        long traces = (long) config.poisonTraces() * tokensPerTrace;
        long answers = proxies.keptLayers().size() * traces;
        long clean = config.directions() == 0 ? 0 : traces;
        long fromScratch = (long) proxies.fromScratch().size() * proxies.steps() * TinyProxy.BATCH * tokensPerTrace;
        return arms.with(
                answers + clean,
                config.lessonsToRefresh()
                        * tokensPerTrace
                        * config.setting().student().epochs(),
                config.directions() * traces,
                answers * AblationProxies.EPOCHS + fromScratch);
    }

    private static ExperimentPrice of(Setting setting, int arms, int protectedArms, int tokensPerTrace) {
        Setting.require(tokensPerTrace >= 1, tokensPerTrace, "tokensPerTrace", "it must be at least 1");
        long rows = (long) arms * setting.seeds();
        long lessons = (long) setting.prompts() * tokensPerTrace;
        long holdout = (long) setting.holdout() * tokensPerTrace;
        return new ExperimentPrice(
                rows * lessons + holdout,
                (long) protectedArms * setting.seeds() * lessons,
                (rows + 1) * setting.problems() * tokensPerTrace,
                rows * lessons * setting.student().epochs(),
                (rows + 1) * holdout,
                0,
                0);
    }

    private ExperimentPrice with(long moreTeacherTokens, long moreTrainedTokens, long directions, long proxies) {
        return new ExperimentPrice(
                teacherTokens + moreTeacherTokens,
                scoredTokens,
                studentTokens,
                trainedTokens + moreTrainedTokens,
                judgedTokens,
                directions,
                proxies);
    }

    /**
     * Hours of sampling. A token that is scored counts twice, since a proxy of half the teacher's size runs twice for it
     * (paper, section 4.1).
     *
     * @param tokensPerSecond that the teacher samples without protection; students are taken to be as fast
     */
    double samplingHours(double tokensPerSecond) {
        requireRate(tokensPerSecond);
        return (teacherTokens + scoredTokens + studentTokens) / tokensPerSecond / SECONDS_PER_HOUR;
    }

    /**
     * Hours of learning: students, proxies and directions.
     *
     * @param tokensPerSecond that a student learns from; reading without learning is taken to be three times as fast
     */
    double trainingHours(double tokensPerSecond) {
        requireRate(tokensPerSecond);
        return (trainedTokens + directionTokens + proxyTokens + judgedTokens / 3.0)
                / tokensPerSecond
                / SECONDS_PER_HOUR;
    }

    private static void requireRate(double rate) {
        Setting.require(rate > 0 && Double.isFinite(rate), rate, "tokens per second", "it must be above 0");
    }

    /** For people: tokens, passes and hours. */
    public TextTable table(double samplingRate, double trainingRate) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(line("teacher samples", teacherTokens, teacherTokens, 0, hours(teacherTokens, samplingRate)));
        lines.add(line("proxy scores", scoredTokens, 2 * scoredTokens, 0, hours(scoredTokens, samplingRate)));
        if (proxyTokens > 0) {
            lines.add(learning("proxies learn", proxyTokens, trainingRate));
        }
        lines.add(learning("proxy's direction", directionTokens, trainingRate));
        lines.add(learning("students learn", trainedTokens, trainingRate));
        lines.add(line(
                "students read the holdout", judgedTokens, judgedTokens, 0, hours(judgedTokens, 3 * trainingRate)));
        lines.add(line("students answer", studentTokens, studentTokens, 0, hours(studentTokens, samplingRate)));
        lines.add(List.of(
                "together", "", "", "", text("%.1f", samplingHours(samplingRate) + trainingHours(trainingRate))));
        return new TextTable(List.of("work", "tokens", "passes forth", "passes back", "hours"), lines);
    }

    private static List<String> learning(String work, long tokens, double rate) {
        return line(work, tokens, tokens, tokens, hours(tokens, rate));
    }

    private static double hours(long tokens, double rate) {
        return tokens / rate / SECONDS_PER_HOUR;
    }

    private static List<String> line(String work, long tokens, long forth, long back, double hours) {
        return List.of(work, text("%,d", tokens), text("%,d", forth), text("%,d", back), text("%.1f", hours));
    }
}
