package io.antidistill.tests.chaos;

import java.util.List;

/** The list of faults. */
final class FaultCases {
    private static final AppSettings ONE_BY_ONE = AppSettings.QUICK.withoutBatches();

    private FaultCases() {}

    static List<FaultCase> all() {
        return List.of(
                FaultCase.of("app killed", 1, FaultCases::killAppFiveTimes),
                FaultCase.of("app killed, no batches", 1, FaultCases::killAppFiveTimes)
                        .with(ONE_BY_ONE),
                FaultCase.of("one of two frozen", 2, FaultCases::freezeThreeTimes));
    }

    /** The same without transactions: these must show duplicates, or the suite proves nothing. */
    static List<FaultCase> controls() {
        return List.of(
                FaultCase.of("control at least once: app killed, no batches", 1, FaultCases::killAppFiveTimes)
                        .with(ONE_BY_ONE.atLeastOnce()),
                FaultCase.of("control at least once: one of two frozen", 2, FaultCases::freezeThreeTimes)
                        .with(AppSettings.QUICK.atLeastOnce()));
    }

    private static void killAppFiveTimes(Cluster cluster) throws Exception {
        for (double share : new double[] {0.05, 0.2, 0.4, 0.6, 0.8}) {
            cluster.until(share);
            cluster.crash(0);
        }
    }

    private static void freezeThreeTimes(Cluster cluster) throws Exception {
        for (double share : new double[] {0.1, 0.35, 0.6}) {
            cluster.until(share);
            cluster.freeze(share < 0.3 ? 0 : 1);
        }
    }
}
