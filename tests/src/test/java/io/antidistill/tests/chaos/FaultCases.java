package io.antidistill.tests.chaos;

import io.antidistill.streams.generation.GenerationSettings.Storage;
import java.time.Duration;
import java.util.List;

/** The list of faults. Shares are of the prompts that are through. */
final class FaultCases {
    private static final AppSettings QUICK = AppSettings.QUICK;
    private static final AppSettings ONE_BY_ONE = QUICK.withoutBatches();
    private static final AppSettings ON_DISK = QUICK.with(Storage.PERSISTENT);
    private static final AppSettings USUAL = AppSettings.USUAL;
    private static final Duration LONG = QUICK.transactionTimeout().plusSeconds(7);

    private static final String DEADLY = "deadly";

    private FaultCases() {}

    static List<FaultCase> all() {
        return List.of(
                FaultCase.of("app killed", 1, FaultCases::killApp),
                FaultCase.of("app killed, state on disk", 1, FaultCases::killApp)
                        .with(ON_DISK),
                FaultCase.of("app killed, as the command runs", 1, FaultCases::killApp)
                        .with(USUAL),
                FaultCase.of("app killed, as the command runs, stock broker", 1, FaultCases::killApp)
                        .with(USUAL)
                        .onStockBroker(),
                FaultCase.of("app killed, no batches", 1, FaultCases::killApp).with(ONE_BY_ONE),
                FaultCase.of("broker killed", 1, FaultCases::killBroker),
                FaultCase.of("app and broker killed", 1, FaultCases::killBoth),
                FaultCase.of("one of two dies", 2, FaultCases::oneDies),
                FaultCase.of("a third joins two", 2, FaultCases::oneJoins),
                FaultCase.of("one of three dies, another joins", 3, FaultCases::oneDiesAnotherJoins),
                FaultCase.of("rolling restart of three", 3, FaultCases::rollingRestart),
                FaultCase.of("one of two frozen", 2, FaultCases::freeze),
                FaultCase.of("state directory lost", 1, FaultCases::loseState).with(ON_DISK),
                FaultCase.of("broker away for longer than the transaction time-out", 1, FaultCases::brokerAway),
                FaultCase.of("registry away at the start", 1, FaultCases::startWithoutRegistry),
                FaultCase.of("registry away in the middle", 1, FaultCases::registryAway),
                FaultCase.of("engine thread dies", 1, cluster -> hurtEngine(cluster, "die")),
                FaultCase.of("engine out of memory", 1, cluster -> hurtEngine(cluster, "oom")),
                FaultCase.of("a prompt kills the engine", 1, FaultCases::askDeadly)
                        .settingAside(DEADLY),
                FaultCase.of("disk full", 1, FaultCases::fillDisk).with(ON_DISK).needing(Need.SMALL_DISK),
                FaultCase.of("clock jumps", 1, FaultCases::moveClock).needing(Need.CLOCK));
    }

    /** The same without transactions: these must lose or duplicate, or the suite proves nothing. */
    static List<FaultCase> controls() {
        return List.of(
                FaultCase.of("control, at least once: app killed, no batches", 1, FaultCases::killApp)
                        .with(ONE_BY_ONE.atLeastOnce()),
                FaultCase.of("control, at least once: one of two frozen", 2, FaultCases::freeze)
                        .with(QUICK.atLeastOnce()));
    }

    private static void killApp(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.crash(0), 0.05, 0.2, 0.4, 0.6, 0.8);
    }

    private static void killBroker(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.crashBroker(), 0.15, 0.4, 0.7);
    }

    private static void killBoth(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.crashAll(), 0.15, 0.4, 0.7);
    }

    private static void oneDies(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.kill(1), 0.3);
    }

    private static void oneJoins(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.join(2), 0.3);
    }

    private static void oneDiesAnotherJoins(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.kill(1), 0.2);
        cluster.at(share -> cluster.join(3), 0.4);
    }

    private static void rollingRestart(Cluster cluster) throws Exception {
        int[] instance = {0};
        cluster.at(share -> cluster.restart(instance[0]++), 0.2, 0.4, 0.6);
    }

    private static void freeze(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.freeze(share < 0.3 ? 0 : 1), 0.1, 0.35, 0.6);
    }

    private static void loseState(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.loseState(0), 0.2, 0.5, 0.8);
    }

    private static void brokerAway(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.brokerAway(LONG), 0.2, 0.6);
    }

    private static void startWithoutRegistry(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.withoutRegistry(LONG, () -> cluster.crash(0)), 0.2, 0.6);
    }

    private static void registryAway(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.withoutRegistry(LONG, () -> {}), 0.2, 0.6);
    }

    private static void hurtEngine(Cluster cluster, String word) throws Exception {
        // Twice only: a prompt that is in the engine at three deaths is set aside, by rule.
        cluster.at(share -> cluster.tell(0, word), 0.2, 0.6);
    }

    private static void askDeadly(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.askDeadly(DEADLY), 0.2);
    }

    private static void fillDisk(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.fillDisk(LONG, () -> {}), 0.2);
        cluster.at(share -> cluster.fillDisk(LONG, () -> cluster.crash(0)), 0.5);
    }

    private static void moveClock(Cluster cluster) throws Exception {
        cluster.at(share -> cluster.moveClock("+3600s"), 0.2);
        cluster.at(share -> cluster.moveClock("-7200s"), 0.5);
        cluster.at(share -> cluster.crash(0), 0.6);
        cluster.at(share -> cluster.moveClock("+0s"), 0.8);
    }
}
