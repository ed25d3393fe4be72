package io.antidistill.experiment;

import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.LanguageModel;
import io.antidistill.poison.DownstreamLoss;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.probe.Curriculum;
import io.antidistill.probe.Lesson;
import io.antidistill.task.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Follows the thief: the traces are made in parts, and the proxy of each part is what the student's base becomes by the
 * parts before it. So the direction is taken where the student is by then, not where it began. The student that counts
 * learns from all parts together, afresh. One thread at a time.
 */
final class RefreshedProxy {
    private static final int SEEDS_PER_PART = 10_000;

    private final Laboratory laboratory;
    private final AblationProxies proxies;
    private final int parts;

    /** @param parts how many proxies there are, the base's own among them */
    RefreshedProxy(Laboratory laboratory, AblationProxies proxies, int parts) {
        this.laboratory = laboratory;
        this.proxies = proxies;
        this.parts = parts;
    }

    TradeoffRow row(Trial trial, int seed, IntConsumer sampled) {
        List<Problem> prompts = laboratory.prompts();
        List<TracedPrompts> made = new ArrayList<>();
        int from = 0;
        for (int part = 1; part <= parts; part++) {
            int before = from;
            int to = prompts.size() * part / parts;
            made.add(traces(trial, made, prompts.subList(from, to), seed, count -> sampled.accept(before + count)));
            from = to;
        }
        return laboratory.row(trial, TracedPrompts.together(made), seed);
    }

    private TracedPrompts traces(
            Trial trial, List<TracedPrompts> sofar, List<Problem> asked, int seed, IntConsumer sampled) {
        List<Lesson> lessons = TracedPrompts.together(sofar).lessons();
        String name = "refreshed-seed-" + seed + "-after-" + lessons.size();
        try (LanguageModel proxy = laboratory.students().student(Curriculum.of(lessons), seed);
                PoisonDirection direction = proxies.direction(name, proxy, DownstreamLoss.allTokens());
                GenerationEngine engine = laboratory.engine(proxy, direction, ScoreKind.FORWARD, 0)) {
            // Every part counts its prompts from 0, so its seed keeps its noise from being the first part's again.
            int own = seed + sofar.size() * SEEDS_PER_PART;
            return laboratory.traces(engine, trial, asked, own, sampled);
        }
    }
}
