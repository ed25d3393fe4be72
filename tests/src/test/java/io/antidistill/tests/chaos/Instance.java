package io.antidistill.tests.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One instance of the stream, and how to start it again. Immutable but for its process.
 *
 * @param number of the instance
 * @param state its state directory
 * @param log where its output goes
 * @param process that runs it
 */
record Instance(int number, Path state, Path log, Jvm process) {
    /** @param environment beyond what every engine needs */
    static Instance start(
            int number,
            Site site,
            String prefix,
            Path directory,
            AppSettings settings,
            Map<String, String> environment) {
        Path state = directory.resolve("state-" + number);
        Path log = directory.resolve("app-" + number + ".log");
        List<String> arguments = new ArrayList<>(
                List.of(site.broker().bootstrap(), site.registryUrl(), prefix, "instance-" + number, state.toString()));
        arguments.addAll(settings.arguments());
        Map<String, String> all = new HashMap<>(Map.of("OMP_NUM_THREADS", "1", "GOMP_SPINCOUNT", "0"));
        all.putAll(environment);
        return new Instance(
                number,
                state,
                log,
                Jvm.start(AppProgram.class, log, all, List.of("-Xmx" + settings.heapMegabytes() + "m"), arguments));
    }
}
