package io.antidistill.tests.chaos;

import java.util.Set;

/**
 * One way to hurt the system. Immutable.
 *
 * @param name for the table and for {@code -Dchaos.cases}
 * @param instances of the stream at the start
 * @param settings of each
 * @param stockBroker whether the broker's settings are Kafka's own
 * @param needs of the machine; the case is skipped where they are not met
 * @param setAside ids of the prompts that must become dead letters; all others must not
 * @param disturbance what happens while prompts flow
 */
record FaultCase(
        String name,
        int instances,
        AppSettings settings,
        boolean stockBroker,
        Set<Need> needs,
        Set<String> setAside,
        Disturbance disturbance) {
    /** What happens while prompts flow. */
    interface Disturbance {
        void on(Cluster cluster) throws Exception;
    }

    static FaultCase of(String name, int instances, Disturbance disturbance) {
        return new FaultCase(name, instances, AppSettings.QUICK, false, Set.of(), Set.of(), disturbance);
    }

    /** Its name where only letters, digits and hyphens may stand. */
    String fileName() {
        return name.replaceAll("[^a-z0-9]+", "-");
    }

    FaultCase with(AppSettings other) {
        return new FaultCase(name, instances, other, stockBroker, needs, setAside, disturbance);
    }

    FaultCase onStockBroker() {
        return new FaultCase(name, instances, settings, true, needs, setAside, disturbance);
    }

    FaultCase needing(Need need) {
        return new FaultCase(name, instances, settings, stockBroker, Set.of(need), setAside, disturbance);
    }

    FaultCase settingAside(String promptId) {
        return new FaultCase(name, instances, settings, stockBroker, needs, Set.of(promptId), disturbance);
    }
}
