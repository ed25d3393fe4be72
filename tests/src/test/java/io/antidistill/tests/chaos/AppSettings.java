package io.antidistill.tests.chaos;

import io.antidistill.streams.ProtectionConfig;
import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.GenerationSettings.Storage;
import io.antidistill.streams.generation.Salt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * How the stream of a case runs. Immutable.
 *
 * @param storage where its stores are
 * @param transactionTimeout after which the broker gives up what a dead instance had begun
 * @param threads stream threads of each instance
 * @param batchSize bytes that a producer gathers before it sends: with 1 every record travels alone, and a kill finds the
 *     next one on its way
 * @param exactlyOnce false for the control only
 * @param step what a step of the engine takes longer than the tiny models need; zero for their own pace
 * @param heapMegabytes most heap of each instance
 */
record AppSettings(
        Storage storage,
        Duration transactionTimeout,
        int threads,
        int batchSize,
        boolean exactlyOnce,
        Duration step,
        int heapMegabytes) {
    /** After which another instance takes over from one that is dead or frozen: the stream's own default. */
    static final Duration SESSION = Duration.ofSeconds(10);

    private static final String SALT = "a salt for the tests";

    /** What recovers quickest from a kill. */
    static final AppSettings QUICK =
            new AppSettings(Storage.MEMORY, Duration.ofSeconds(3), 2, 16_384, true, Duration.ZERO, 256);

    /** What {@code antidistill streams} takes where nothing is said. */
    static final AppSettings USUAL =
            new AppSettings(Storage.PERSISTENT, Duration.ofSeconds(10), 1, 16_384, true, Duration.ZERO, 256);

    AppSettings with(Storage other) {
        return new AppSettings(other, transactionTimeout, threads, batchSize, exactlyOnce, step, heapMegabytes);
    }

    AppSettings withThreads(int count) {
        return new AppSettings(storage, transactionTimeout, count, batchSize, exactlyOnce, step, heapMegabytes);
    }

    AppSettings withoutBatches() {
        return new AppSettings(storage, transactionTimeout, threads, 1, exactlyOnce, step, heapMegabytes);
    }

    AppSettings atLeastOnce() {
        return new AppSettings(storage, transactionTimeout, threads, batchSize, false, step, heapMegabytes);
    }

    AppSettings slow(Duration stepTime, int heap) {
        return new AppSettings(storage, transactionTimeout, threads, batchSize, exactlyOnce, stepTime, heap);
    }

    List<String> arguments() {
        return List.of(
                storage.name(),
                transactionTimeout.toString(),
                "" + threads,
                "" + batchSize,
                "" + exactlyOnce,
                step.toString(),
                "" + heapMegabytes);
    }

    static AppSettings of(List<String> arguments) {
        return new AppSettings(
                Storage.valueOf(arguments.get(0)),
                Duration.parse(arguments.get(1)),
                Integer.parseInt(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                Boolean.parseBoolean(arguments.get(4)),
                Duration.parse(arguments.get(5)),
                Integer.parseInt(arguments.get(6)));
    }

    /** Client properties, as an operator would give them. */
    Properties kafka() {
        Properties kafka = new Properties();
        kafka.setProperty("producer.batch.size", "" + batchSize);
        return kafka;
    }

    ProtectionConfig config(String application, String instance, String bootstrap, Path state) {
        return new ProtectionConfig(
                application,
                Optional.of(instance),
                bootstrap,
                state,
                Salt.of(SALT),
                threads,
                transactionTimeout,
                GenerationSettings.defaults().with(storage));
    }
}
