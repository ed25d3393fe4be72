package io.antidistill.monitor;

import io.antidistill.control.ControllerSettings;
import io.antidistill.probe.ControlledBy;
import io.antidistill.probe.ProbeSettings;
import io.antidistill.probe.RoundSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the monitor works. Immutable, validated at construction. {@link MonitorProperties} reads it from text.
 *
 * @param students directories of the students' bases, in Hugging Face form; the worst of them counts
 * @param problems for holdout and canaries, see {@link io.antidistill.task.ProblemFiles}; empty for the arithmetic task
 * @param groupId consumer group; also names the producer, so that a second monitor of the same group takes over
 * @param control the controller's law for groups that have none of their own
 * @param groupControl the law of single lambda groups
 * @param ignoredGroups lambda groups that are left alone
 * @param controlledBy which distillability is steered
 * @param probe how students are made
 * @param round how a round judges them
 * @param windowTraces traces of a group that a round learns from
 * @param windowKeep which of a group's traces those are
 * @param firstRoundTraces traces that a group's first round needs; at most windowTraces
 * @param minNewTraces new traces that every later round needs
 * @param holdout holdout prompts
 * @param canariesPerRound prompts with known answers, asked per group and round
 * @param gradedProblems problems that each student answers; 0 leaves accuracy out
 * @param cleanPerRound clean references asked per group and round, once the window's first have come
 * @param thief as how many clients it asks
 * @param context of holdout prompts, which carry no protection anyway
 */
public record MonitorConfig(
        List<Path> students,
        Optional<Path> problems,
        String groupId,
        ControllerSettings control,
        Map<String, ControllerSettings> groupControl,
        Set<String> ignoredGroups,
        ControlledBy controlledBy,
        ProbeSettings probe,
        RoundSettings round,
        int windowTraces,
        WindowKeep windowKeep,
        int firstRoundTraces,
        int minNewTraces,
        int holdout,
        int canariesPerRound,
        int gradedProblems,
        int cleanPerRound,
        ThiefClients thief,
        String context) {
    /** Distinct canaries; enough that a client's stable seeds do not give the same answers round after round. */
    static final int CANARY_POOL = 200;

    public MonitorConfig {
        students = List.copyOf(students);
        require(!students.isEmpty(), students, "students", "name at least one directory");
        groupControl = Map.copyOf(groupControl);
        ignoredGroups = Set.copyOf(ignoredGroups);
        require(!groupId.isBlank(), groupId, "groupId", "it must not be blank");
        require(!context.isBlank(), context, "context", "it must not be blank");
        require(windowTraces >= 8, windowTraces, "windowTraces", "it must be at least 8");
        require(
                firstRoundTraces >= 8 && firstRoundTraces <= windowTraces,
                firstRoundTraces,
                "firstRoundTraces",
                "it must be at least 8 and at most windowTraces");
        require(minNewTraces >= 1, minNewTraces, "minNewTraces", "it must be at least 1");
        require(holdout >= 4 && holdout <= 2000, holdout, "holdout", "it must lie within 4 and 2000");
        require(
                canariesPerRound >= 0 && canariesPerRound <= CANARY_POOL,
                canariesPerRound,
                "canariesPerRound",
                "it must lie within 0 and " + CANARY_POOL);
        require(
                gradedProblems >= 0 && gradedProblems <= CANARY_POOL,
                gradedProblems,
                "gradedProblems",
                "it must lie within 0 and " + CANARY_POOL);
        require(cleanPerRound >= 0, cleanPerRound, "cleanPerRound", "it must be at least 0");
        require(
                thief.clients() == 1 || round.attacks().contains("best-of-several"),
                thief.clients(),
                "attack.best-of-several.clients",
                "name best-of-several among the attacks, nothing else has a use for it");
        require(
                controlledBy == ControlledBy.LOSS || gradedProblems > 0,
                controlledBy,
                "controlledBy",
                "accuracy needs gradedProblems above 0");
    }

    /** What fits the embedded system: first report about a minute after the first trace at ten traces per second. */
    public static MonitorConfig defaults(Path student) {
        return new MonitorConfig(
                List.of(student),
                Optional.empty(),
                "antidistill-monitor",
                ControllerSettings.defaults(),
                Map.of(),
                Set.of("default"),
                ControlledBy.LOSS,
                ProbeSettings.defaults(),
                RoundSettings.defaults(),
                128,
                WindowKeep.LATEST,
                96,
                128,
                40,
                20,
                40,
                32,
                ThiefClients.none(),
                "reasoning-long");
    }

    ControllerSettings control(String group) {
        return groupControl.getOrDefault(group, control);
    }

    /** Holdout traces without which no exam is held; a few may be lost or dead letters. */
    int leastHoldout() {
        return Math.max(1, holdout * 9 / 10);
    }

    /** Canaries under one lambda without which utility is not known. */
    int leastCanaries() {
        return Math.max(1, canariesPerRound * 3 / 4);
    }

    private static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
