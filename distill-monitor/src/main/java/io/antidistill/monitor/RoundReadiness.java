package io.antidistill.monitor;

import io.antidistill.probe.Exam;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** Which group's round is due: the one with most new traces among those that have enough of everything. Pure. */
record RoundReadiness(MonitorConfig config) {
    /** A round on a window that mostly speaks of an older lambda costs as much and tells little. */
    private static final double LEAST_FRESH_SHARE = 0.5;

    Optional<RoundInput> next(MonitorBook book, Instant now) {
        Optional<Exam> exam = book.exam();
        return exam.flatMap(e -> book.groups().stream()
                .filter(this::ready)
                .max(Comparator.comparingInt(GroupBook::unseen))
                .map(group -> new RoundInput(
                        group.name(), group.window(), group.candidates(), group.clean(), e, group.inForce(), now)));
    }

    boolean ready(GroupBook group) {
        int traces = group.window().size();
        int needed = group.attempted() ? config.minNewTraces() : config.firstRoundTraces();
        return !config.ignoredGroups().contains(group.name())
                && group.isProtected()
                && traces >= config.firstRoundTraces()
                && group.unseen() >= needed
                && GroupBook.freshShare(group.window(), group.inForce()) >= LEAST_FRESH_SHARE
                // Some references may have been dead letters; a round without enough of them would flatter the defence.
                && group.clean().size() >= config.firstRoundTraces() * 3 / 4;
    }
}
