package io.antidistill.tests.chaos;

import static org.awaitility.Awaitility.await;

import io.antidistill.cli.cluster.Endpoints;
import io.antidistill.cli.up.TopicSetup;
import io.antidistill.schema.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The system of one case and the ways to hurt it. Instances that end although they should run are started again, as a
 * service manager would.
 */
final class Cluster implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration STALL = Duration.ofSeconds(90);

    private final Site site;
    private final FaultCase faultCase;
    private final int prompts;
    private final String prefix;
    private final Path directory;
    private final Random random;
    private final Topics topics;
    private final Ledger ledger;
    private final Customer customer;
    private final SmallDisk disk;
    private final JumpingClock clock;
    private final Map<Integer, Instance> instances = new TreeMap<>();
    private final ScheduledExecutorService manager = Executors.newSingleThreadScheduledExecutor();
    private int faults;
    private int further;

    /** Something done to the cluster; {@code share} of the prompts is through. */
    interface Act {
        void at(double share) throws Exception;
    }

    /** Something done while something is missing. */
    interface Meanwhile {
        void happens() throws Exception;
    }

    Cluster(Site site, FaultCase faultCase, int prompts, Path directory) throws Exception {
        this.site = site;
        this.faultCase = faultCase;
        this.prompts = prompts;
        this.prefix = faultCase.fileName() + ".";
        this.random = new Random(prefix.hashCode());
        this.directory = directory;
        disk = faultCase.needs().contains(Need.SMALL_DISK)
                ? new SmallDisk(Files.createDirectories(directory.resolve("state-0")))
                : null;
        clock = faultCase.needs().contains(Need.CLOCK) ? new JumpingClock(directory) : null;
        String bootstrap = site.broker().bootstrap();
        var cluster =
                io.antidistill.cli.cluster.Cluster.of(new Endpoints(bootstrap, site.registryUrl(), prefix), Map.of());
        TopicSetup.ensure(cluster, PARTITIONS, (short) 1);
        topics = cluster.topics();
        ledger = new Ledger(bootstrap, topics);
        customer = new Customer(bootstrap, topics.prompts(), prompts, ledger);
    }

    /** Starts the instances and the questions, does what the case does, and waits until every prompt has its end. */
    Verdict run(double promptsPerSecond, Reference reference) throws Exception {
        begin(promptsPerSecond);
        faultCase.disturbance().on(this);
        untilNothingComes();
        stopAll();
        ledger.readToEnd();
        return Verdict.of(ledger, topics, reference);
    }

    /** Starts the instances and the questions. */
    void begin(double promptsPerSecond) {
        for (int i = 0; i < faultCase.instances(); i++) {
            start(i);
        }
        manager.scheduleWithFixedDelay(this::restartEnded, 100, 100, TimeUnit.MILLISECONDS);
        customer.askAtPace(promptsPerSecond);
    }

    Ledger ledger() {
        return ledger;
    }

    Topics topics() {
        return topics;
    }

    Site site() {
        return site;
    }

    /** Consumer group of the instances. */
    String group() {
        return prefix + "streams";
    }

    Path directory() {
        return directory;
    }

    int faults() {
        return faults;
    }

    /** Does it each time when such a share of the prompts is through, and a random moment has passed. */
    void at(Act act, double... shares) throws Exception {
        for (double share : shares) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> ledger.ended() >= (int) (share * prompts));
            pause(Duration.ofMillis(random.nextInt(500)));
            faults++;
            ledger.fault();
            act.at(share);
        }
    }

    /** Until every prompt has its end, or none has had one for a while: what is missing then is lost. */
    private void untilNothingComes() throws InterruptedException {
        int before = -1;
        while (ledger.ended() < prompts + further && ledger.ended() > before) {
            before = ledger.ended();
            long deadline = System.nanoTime() + STALL.toNanos();
            while (ledger.ended() == before && System.nanoTime() < deadline) {
                pause(Duration.ofMillis(10));
            }
        }
        if (ledger.ended() == before) {
            dumpThreads();
        }
    }

    private synchronized void dumpThreads() throws InterruptedException {
        for (Instance instance : instances.values()) {
            instance.process().dumpThreads();
        }
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }

    /** SIGKILL; started again at once. */
    void crash(int instance) throws InterruptedException {
        kill(instance);
        start(instance);
    }

    /** SIGKILL, and it stays down. */
    void kill(int instance) throws InterruptedException {
        remove(instance).process().kill();
    }

    /** A new instance. */
    void join(int instance) {
        start(instance);
    }

    /** SIGTERM; started again when it has ended. */
    void restart(int instance) throws InterruptedException {
        remove(instance).process().terminate();
        start(instance);
    }

    /** SIGSTOP for longer than its session lasts, then SIGCONT: others have its work by then, and it does not know. */
    void freeze(int instance) throws InterruptedException {
        Jvm process = get(instance).process();
        process.freeze();
        pause(AppSettings.SESSION.plusSeconds(3));
        process.thaw();
    }

    /** SIGKILL, and it starts again with an empty state directory. */
    void loseState(int instance) throws InterruptedException, IOException {
        Path state = get(instance).state();
        kill(instance);
        try (Stream<Path> files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        start(instance);
    }

    /** A word that the program knows: {@code die}, {@code oom}, {@code heap}. */
    void tell(int instance, String word) {
        get(instance).process().tell(word);
    }

    /** The question that the engine dies of, under that id. */
    void askDeadly(String id) {
        further++;
        customer.askAlso(id, WeakEngine.DEADLY_QUESTION);
    }

    /** SIGKILL; started again at once. */
    void crashBroker() throws InterruptedException {
        site.broker().kill();
        site.broker().start();
    }

    void brokerAway(Duration time) throws InterruptedException {
        site.broker().kill();
        pause(time);
        site.broker().start();
    }

    /** SIGKILL for all, as where a machine loses its power. */
    void crashAll() throws InterruptedException {
        kill(0);
        crashBroker();
        start(0);
    }

    void withoutRegistry(Duration time, Meanwhile meanwhile) throws Exception {
        site.stopRegistry();
        meanwhile.happens();
        pause(time);
        site.startRegistry();
    }

    void fillDisk(Duration time, Meanwhile meanwhile) throws Exception {
        disk.fill();
        meanwhile.happens();
        pause(time);
        disk.empty();
    }

    void moveClock(String offset) {
        clock.set(offset);
    }

    private synchronized Instance get(int number) {
        return instances.get(number);
    }

    private synchronized Instance remove(int number) {
        return instances.remove(number);
    }

    private synchronized void start(int number) {
        instances.put(
                number,
                Instance.start(
                        number,
                        site,
                        prefix,
                        directory,
                        faultCase.settings(),
                        clock == null ? Map.of() : clock.environment()));
    }

    private synchronized void restartEnded() {
        instances.values().stream()
                .filter(instance -> !instance.process().alive())
                .map(Instance::number)
                .toList()
                .forEach(this::start);
    }

    private synchronized void stopAll() throws InterruptedException {
        manager.shutdown();
        for (Instance instance : instances.values()) {
            instance.process().terminate();
        }
        instances.clear();
    }

    @Override
    public void close() throws InterruptedException {
        stopAll();
        customer.close();
        ledger.close();
        if (disk != null) {
            disk.close();
        }
    }
}
