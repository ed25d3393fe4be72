package io.antidistill.student;

import io.antidistill.task.Accuracy;
import java.util.Locale;

/**
 * What the tiny models can do, on problems of three steps that none of them has seen.
 *
 * @param teacher at τ 0.9 and top-p 0.95
 * @param proxyBase the proxy as shipped
 * @param studentBase the student as shipped
 * @param distilledStudent the student after clean teacher traces
 * @param baseLoss the student's holdout loss before those, nats per token
 * @param distilledLoss and after them
 * @param poisonNorm the raw norm of the poison direction
 */
public record TinyFigures(
        Evaluation teacher,
        Evaluation proxyBase,
        Evaluation studentBase,
        Evaluation distilledStudent,
        double baseLoss,
        double distilledLoss,
        double poisonNorm) {

    /** Rows of a Markdown table. */
    String table() {
        return row("teacher", teacher)
                + row("proxy base", proxyBase)
                + row("student base", studentBase)
                + row("student distilled from clean traces", distilledStudent);
    }

    String losses() {
        return String.format(
                Locale.ROOT,
                "Holdout loss of the student: %.3f nats per token before and %.3f after distillation. Raw norm of the poison direction: %.3f.",
                baseLoss,
                distilledLoss,
                poisonNorm);
    }

    private static String row(String name, Evaluation evaluation) {
        return "| " + name + " | " + cell(evaluation.free()) + " | " + cell(evaluation.forced()) + " |\n";
    }

    private static String cell(Accuracy accuracy) {
        return accuracy.toString();
    }
}
