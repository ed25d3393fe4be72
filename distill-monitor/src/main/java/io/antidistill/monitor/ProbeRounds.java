package io.antidistill.monitor;

import io.antidistill.probe.Attacks;
import io.antidistill.probe.ProbeResult;
import io.antidistill.probe.ProbeRound;
import io.antidistill.probe.References;
import io.antidistill.probe.Students;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rounds on one thread of their own, with students of one or more bases, which it owns. The worst of them counts. */
final class ProbeRounds implements RoundRunner {
    private static final Logger log = LoggerFactory.getLogger(ProbeRounds.class);
    private static final double RENEW_SHARE = 0.3;

    private final List<Students> students;
    private final List<ProbeRound> rounds;
    private final ExecutorService thread;

    ProbeRounds(List<Students> students, MonitorConfig config) {
        this.students = List.copyOf(students);
        this.rounds = students.stream().map(base -> round(base, config)).toList();
        this.thread = Executors.newSingleThreadExecutor(task -> {
            Thread named = new Thread(task, "monitor-rounds");
            named.setDaemon(true);
            return named;
        });
    }

    private static ProbeRound round(Students students, MonitorConfig config) {
        long seed = config.probe().seed();
        return new ProbeRound(
                students,
                new References(students, RENEW_SHARE, seed),
                Attacks.named(config.round().attacks()),
                config.controlledBy(),
                config.round(),
                seed);
    }

    @Override
    public Future<ProbeResult> start(RoundInput input) {
        return thread.submit(() -> ProbeResult.worstOf(rounds.stream()
                .map(round ->
                        round.run(input.group(), input.lessons(), input.candidates(), input.clean(), input.exam()))
                .toList()));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS)) {
                log.warn("a round did not end within 30 s of being interrupted; its student is not released");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        students.forEach(Students::close);
    }
}
