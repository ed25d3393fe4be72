package io.antidistill.tests.chaos;

import static org.awaitility.Awaitility.await;

import io.antidistill.cli.cluster.Endpoints;
import io.antidistill.cli.up.TopicSetup;
import io.antidistill.schema.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The system of one case and the ways to hurt it. Instances that end although they should run are started again, as a
 * service manager would. Thread-safe.
 */
final class Cluster implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STALL = Duration.ofSeconds(60);

    private final Site site;
    private final FaultCase faultCase;
    private final int prompts;
    private final String prefix;
    private final Random random;
    private final Topics topics;
    private final Ledger ledger;
    private final Customer customer;
    private final Map<Integer, App> apps = new TreeMap<>();
    private final Path directory;
    private final ScheduledExecutorService manager = Executors.newSingleThreadScheduledExecutor();
    private int faults;

    Cluster(Site site, FaultCase faultCase, int prompts, Path directory) {
        this.site = site;
        this.faultCase = faultCase;
        this.prompts = prompts;
        this.prefix = faultCase.name().replaceAll("[^a-z0-9]+", "-") + ".";
        this.random = new Random(prefix.hashCode());
        this.directory = directory;
        var cluster = io.antidistill.cli.cluster.Cluster.of(
                new Endpoints(site.broker().bootstrap(), site.registryUrl(), prefix), Map.of());
        TopicSetup.ensure(cluster, PARTITIONS, (short) 1);
        topics = cluster.topics();
        ledger = new Ledger(site.broker().bootstrap(), topics);
        customer = new Customer(site.broker().bootstrap(), topics.prompts(), prompts, ledger);
    }

    /** Starts the instances and the questions, does what the case does, and waits until every prompt has its end. */
    Verdict run(double promptsPerSecond, Reference reference) throws Exception {
        for (int i = 0; i < faultCase.instances(); i++) {
            start(i);
        }
        manager.scheduleWithFixedDelay(this::restartEnded, 100, 100, TimeUnit.MILLISECONDS);
        customer.askAtPace(promptsPerSecond);
        faultCase.disturbance().on(this);
        untilNothingComes();
        stopAll();
        ledger.readToEnd();
        return Verdict.of(ledger, topics, reference);
    }

    int faults() {
        return faults;
    }

    Site site() {
        return site;
    }

    /** Until that share of the prompts is through, and a random moment longer. */
    void until(double share) throws InterruptedException {
        untilEnded((int) (share * prompts));
        pause(Duration.ofMillis(random.nextInt(500)));
    }

    private void untilEnded(int count) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> ledger.ended() >= count);
    }

    /** Until every prompt has its end, or none has had one for a while: what is missing then is lost. */
    private void untilNothingComes() throws InterruptedException {
        int before = -1;
        while (ledger.ended() < prompts && ledger.ended() > before) {
            before = ledger.ended();
            long deadline = System.nanoTime() + STALL.toNanos();
            while (ledger.ended() == before && System.nanoTime() < deadline) {
                pause(Duration.ofMillis(10));
            }
            if (ledger.ended() == before) {
                return;
            }
        }
    }

    void pause(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }

    /** SIGKILL; started again at once. */
    void crash(int instance) throws InterruptedException {
        kill(instance);
        start(instance);
    }

    /** SIGKILL, and it stays down. */
    synchronized void kill(int instance) throws InterruptedException {
        fault();
        apps.remove(instance).process().kill();
    }

    /** SIGTERM, and it stays down. */
    synchronized void stop(int instance) throws InterruptedException {
        fault();
        apps.remove(instance).process().terminate();
    }

    /** SIGSTOP for longer than its session lasts, then SIGCONT: others have its work by then, and it does not know. */
    void freeze(int instance) throws InterruptedException {
        fault();
        Jvm process = process(instance);
        process.freeze();
        pause(AppSettings.SESSION.plusSeconds(3));
        process.thaw();
    }

    private synchronized Jvm process(int instance) {
        return apps.get(instance).process();
    }

    synchronized void start(int instance) {
        apps.put(instance, App.start(instance, this));
    }

    /** An error of the engine's thread: {@code die} or {@code oom}. */
    void hurtEngine(int instance, String word) {
        fault();
        process(instance).tell(word);
    }

    void killBroker() throws InterruptedException {
        fault();
        site.broker().kill();
    }

    void startBroker() {
        site.broker().start();
    }

    private synchronized void restartEnded() {
        apps.replaceAll((instance, app) -> app.process().alive() ? app : App.start(instance, this));
    }

    private synchronized void fault() {
        faults++;
        ledger.fault();
    }

    private synchronized void stopAll() throws InterruptedException {
        manager.shutdown();
        for (App app : apps.values()) {
            app.process().terminate();
        }
        apps.clear();
    }

    Path directory() {
        return directory;
    }

    String prefix() {
        return prefix;
    }

    FaultCase faultCase() {
        return faultCase;
    }

    @Override
    public void close() throws InterruptedException {
        stopAll();
        customer.close();
        ledger.close();
    }

    /** One instance of the stream. */
    private record App(Jvm process) {
        static App start(int instance, Cluster cluster) {
            Path state = cluster.directory.resolve("state-" + instance);
            var arguments = new java.util.ArrayList<>(java.util.List.of(
                    cluster.site.broker().bootstrap(),
                    cluster.site.registryUrl(),
                    cluster.prefix,
                    "instance-" + instance,
                    state.toString()));
            arguments.addAll(cluster.faultCase.settings().arguments());
            return new App(Jvm.start(
                    AppProgram.class,
                    cluster.directory.resolve("app-" + instance + ".log"),
                    Map.of("OMP_NUM_THREADS", "1", "GOMP_SPINCOUNT", "0"),
                    java.util.List.of("-Xmx256m"),
                    arguments));
        }
    }
}
