package io.antidistill.tests.chaos;

/**
 * One way to hurt the system. Immutable.
 *
 * @param name for the table and for {@code -Dchaos.cases}
 * @param instances of the stream at the start
 * @param settings of each
 * @param disturbance what happens while prompts flow
 */
record FaultCase(String name, int instances, AppSettings settings, Disturbance disturbance) {
    /** What happens while prompts flow. */
    interface Disturbance {
        void on(Cluster cluster) throws Exception;
    }

    static FaultCase of(String name, int instances, Disturbance disturbance) {
        return new FaultCase(name, instances, AppSettings.QUICK, disturbance);
    }

    FaultCase with(AppSettings other) {
        return new FaultCase(name, instances, other, disturbance);
    }
}
