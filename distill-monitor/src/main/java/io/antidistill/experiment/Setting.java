package io.antidistill.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.antidistill.probe.ProbeSettings;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.Truncation;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.util.List;

/**
 * What all experiments have in common: the problems, how the teacher samples unless an arm says otherwise, and how
 * students are made. Immutable, validated at construction.
 *
 * @param prompts problems whose traces the student learns from
 * @param steps calculations per problem
 * @param taskSeed which problems: those to learn from, for the holdout and for the accuracy
 * @param holdout clean traces that give the holdout loss
 * @param problems problems that give the student's accuracy
 * @param seeds how many times everything is repeated on the same problems, with other noise, order and adapter
 * @param tau the teacher's temperature
 * @param topP its nucleus
 * @param truncation where the nucleus is cut
 * @param mostNewTokens most tokens of a trace
 * @param student how the student is trained and examined; its seed is replaced
 * @param filesOrNull where the problems come from, instead of the generated arithmetic; steps and seed then do not matter
 */
public record Setting(
        int prompts,
        int steps,
        long taskSeed,
        int holdout,
        int problems,
        int seeds,
        double tau,
        double topP,
        Truncation truncation,
        int mostNewTokens,
        ProbeSettings student,
        @JsonInclude(JsonInclude.Include.NON_NULL) DataFiles filesOrNull) {

    public Setting {
        require(prompts >= 1, prompts, "prompts", "it must be at least 1");
        require(holdout >= 1, holdout, "holdout", "it must be at least 1");
        require(problems >= 1, problems, "problems", "it must be at least 1");
        require(seeds >= 1, seeds, "seeds", "it must be at least 1");
        require(mostNewTokens >= 1, mostNewTokens, "mostNewTokens", "it must be at least 1");
        require(tau > 0 && Double.isFinite(tau), tau, "tau", "it must be above 0");
        require(topP > 0 && topP <= 1, topP, "topP", "it must be above 0 and at most 1");
    }

    /** For the tiny models: 600 prompts, three seeds. */
    public static Setting tiny() {
        ProbeSettings student = new ProbeSettings(3, 8, 16, 2e-3, 0.1, 160, 0.9, 0.95, 1);
        return new Setting(600, 3, 7, 150, 200, 3, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT, 160, student, null);
    }

    /** For the models of the worked setting: students answer nearly without chance, so that their mistakes are what they learned. */
    public static Setting worked() {
        ProbeSettings student = new ProbeSettings(3, 8, 16, 2e-3, 0.1, 160, 0.1, 0.95, 1);
        return new Setting(600, 3, 7, 150, 400, 3, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT, 160, student, null);
    }

    /**
     * For SmolLM2-135M as teacher and student and GSM8K's files: small enough for some hours on two cores. The numbers are
     * this project's own.
     */
    public static Setting smollm2() {
        ProbeSettings student = new ProbeSettings(3, 8, 16, 5e-4, 0.1, 256, 0.9, 0.95, 1);
        return new Setting(300, 0, 0, 60, 100, 1, 0.9, 0.95, Truncation.TRUNCATE_THEN_TILT, 256, student, null);
    }

    /**
     * The paper's experiment on GSM8K (section 4.1): 70 % of the 7,473 training problems to learn from and 30 % for the
     * holdout, the 1,209 problems of GSM8K-Platinum as test; students by low rank 128 with alpha 128, learning rate 5e-4,
     * weight decay 0.1, batches of 16, 3 epochs, as in the authors' code. Temperature 0.6, 1,024 tokens, a whole nucleus
     * and one seed are this project's choices.
     */
    public static Setting paper() {
        ProbeSettings student = new ProbeSettings(3, 16, 128, 5e-4, 0.1, 1024, 0.6, 1, 1);
        return new Setting(5231, 0, 0, 2242, 1209, 1, 0.6, 1, Truncation.TILT_THEN_TRUNCATE, 1024, student, null);
    }

    /** The teacher unprotected. */
    Arm plain() {
        return new Arm(Sampler.ANTIDISTILLATION, 0, tau);
    }

    /** The teacher protected. */
    Arm antidistillation(double lambda) {
        return new Arm(Sampler.ANTIDISTILLATION, lambda, tau);
    }

    /** The control: as much noise as the protection makes, without its direction. */
    Arm permutation(double lambda) {
        return new Arm(Sampler.PERMUTATION, lambda, tau);
    }

    /** The temperature baseline. */
    static Arm temperature(double tau) {
        return new Arm(Sampler.ANTIDISTILLATION, 0, tau);
    }

    List<Problem> trainingProblems() {
        return filesOrNull == null ? task().problems(Split.TRAINING, steps, prompts) : filesOrNull.learnt(prompts);
    }

    List<Problem> holdoutProblems() {
        return filesOrNull == null ? task().problems(Split.HOLDOUT, steps, holdout) : filesOrNull.heldOut(0, holdout);
    }

    List<Problem> testProblems() {
        return filesOrNull == null ? task().problems(Split.TEST, steps, problems) : filesOrNull.tested(problems);
    }

    /** For directions: problems that nothing else uses. */
    List<Problem> poisonProblems(int count) {
        return filesOrNull == null
                ? ArithmeticTask.seeded(taskSeed + 1).problems(Split.HOLDOUT, steps, count)
                : filesOrNull.heldOut(holdout, count);
    }

    private ArithmeticTask task() {
        return ArithmeticTask.seeded(taskSeed);
    }

    static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }

    static void requirePositive(List<Double> values, String name, String reason) {
        values.forEach(value -> require(value > 0 && Double.isFinite(value), value, name, reason));
    }
}
