package io.antidistill.monitor;

import io.antidistill.schema.LambdaCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that each group is under the lambda that was commanded: what has been forced, deleted or lost is noticed,
 * said, and commanded again. A person's command that names its author and its reason is never undone. One thread at a
 * time.
 */
final class LambdaGuard {
    private static final Logger log = LoggerFactory.getLogger(LambdaGuard.class);

    /** Two monitors that contradict each other must not do so at full speed. */
    private static final Duration BETWEEN_REPAIRS = Duration.ofSeconds(10);

    private static final Duration MOST_AHEAD = Duration.ofSeconds(10);

    private final MonitorConfig config;
    private final MonitorBook book;
    private final MonitorPublisher publisher;
    private final MonitorMetrics metrics;
    private final Map<String, LambdaWatch> watches = new HashMap<>();
    private final Map<String, Instant> repaired = new HashMap<>();
    private final Set<String> said = new HashSet<>();

    LambdaGuard(MonitorConfig config, MonitorBook book, MonitorPublisher publisher, MonitorMetrics metrics) {
        this.config = config;
        this.book = book;
        this.publisher = publisher;
        this.metrics = metrics;
    }

    /** Looks at every group, once everything that lay in the topics has been read. */
    void look(Instant now) {
        book.live();
        for (GroupBook group : book.groups()) {
            LambdaWatch watch = watches.computeIfAbsent(group.name(), name -> new LambdaWatch());
            Optional<String> strays = watch.look(group.inForce(), group.takeArrived(), now);
            Optional<String> fault = group.disturbance().or(() -> strays);
            if (!isLeftAlone(group) && fault.isPresent() && !isTooSoon(group, now)) {
                putRight(group, watch, fault.get(), now);
            }
            sayIfAhead(group, now);
        }
    }

    private void putRight(GroupBook group, LambdaWatch watch, String fault, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        LambdaCommand again = group.inForce().repeated(group.name(), fault, at);
        if (!publisher.command(again)) {
            return;
        }
        boolean atStart = group.inForce().isStart();
        group.putRight(again, fault);
        watch.putRight(now);
        repaired.put(group.name(), now);
        if (atStart) {
            log.info(
                    "{}: nobody has commanded lambda yet: the start value {} is commanded",
                    group.name(),
                    again.getLambda());
            return;
        }
        metrics.fault(group.name());
        log.warn(
                "{}: lambda is not as commanded: {}. Commanded {} again. If that goes on, see who else may write to the"
                        + " lambda topic, and whether every instance of the stream is healthy",
                group.name(),
                fault,
                again.getLambda());
    }

    private boolean isTooSoon(GroupBook group, Instant now) {
        Instant last = repaired.get(group.name());
        return last != null && last.plus(BETWEEN_REPAIRS).isAfter(now);
    }

    /** Whether this group's lambda is none of the monitor's business; says so once. */
    private boolean isLeftAlone(GroupBook group) {
        if (config.ignoredGroups().contains(group.name())) {
            if (!group.window().isEmpty() && said.add("ignored " + group.name())) {
                log.info(
                        "{}: left alone, it is one of monitor.ignored.groups (prompts whose context no policy lists are of the"
                                + " group default, at the strictest lambda)",
                        group.name());
            }
            return true;
        }
        boolean unseen = group.window().isEmpty() && !group.attempted();
        if (unseen && said.add("unseen " + group.name())) {
            log.warn(
                    "{}: lambda of this group is commanded, but no trace of it has been seen: no policy uses it, or nobody"
                            + " asks. It is left alone; antidistill policy list names the groups",
                    group.name());
        }
        return unseen;
    }

    private void sayIfAhead(GroupBook group, Instant now) {
        Duration ahead = group.latest()
                .map(trace -> Duration.between(now, trace.handedOverAt()))
                .orElse(Duration.ZERO);
        if (ahead.compareTo(MOST_AHEAD) > 0 && said.add("ahead " + group.name())) {
            log.warn(
                    "{}: traces are dated {} s ahead of this machine's clock: set the clocks right (NTP). Rounds go by the"
                            + " command that each trace names, so lambda does not suffer",
                    group.name(),
                    ahead.toSeconds());
        }
    }
}
