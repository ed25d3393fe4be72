package io.antidistill.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fault of {@link FaultCases} against real processes. Part of {@code mvn verify -Pchaos} only; {@code
 * -Dchaos.cases=REGEX} picks cases, {@code -Dchaos.prompts=N} their length. The table goes to {@code target/chaos.md}.
 */
@Tag("chaos")
class ChaosTest {
    private static final int PROMPTS = Integer.getInteger("chaos.prompts", 2_000);
    private static final double PER_SECOND = 100;
    private static final String CASES = System.getProperty("chaos.cases", ".*");

    /** Kept, for its logs. */
    private static final Path PLACE = Path.of("target", "chaos");

    private static Path directory;

    private static final Map<Boolean, Site> SITES = new HashMap<>();
    private static Reference reference;
    private static FaultTable table;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory(Files.createDirectories(PLACE), "run");
        reference = new Reference();
        table = new FaultTable(Path.of("target", "chaos.md"));
    }

    @TestFactory
    Stream<DynamicTest> losesNothingAndSaysNothingTwice() {
        return FaultCases.all().stream()
                .filter(one -> one.name().matches(CASES))
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    Verdict verdict = run(one);
                    assertThat(verdict.lost()).as("lost").isZero();
                    assertThat(verdict.duplicated()).as("duplicated").isZero();
                    assertThat(verdict.unprotected()).as("unprotected").isZero();
                    assertThat(verdict.otherText()).as("not the seed's text").isZero();
                    assertThat(verdict.setAside()).as("set aside").isEqualTo(one.setAside());
                }));
    }

    @TestFactory
    Stream<DynamicTest> seesWhatAWeakerGuaranteeLosesAndDuplicates() {
        return FaultCases.controls().stream()
                .filter(one -> one.name().matches(CASES))
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> {
                    Verdict verdict = run(one);
                    assertThat(verdict.lost() + verdict.duplicated())
                            .as("lost or duplicated")
                            .isPositive();
                }));
    }

    private static Verdict run(FaultCase one) throws Exception {
        Path place = Files.createDirectories(directory.resolve(one.fileName()));
        for (Need need : one.needs()) {
            need.missing(place).ifPresent(reason -> {
                System.out.println("skipped: " + one.name() + ": " + reason);
                Assumptions.abort(reason);
            });
        }
        Instant begin = Instant.now();
        Site site = SITES.computeIfAbsent(
                one.stockBroker(), stock -> new Site(directory.resolve(stock ? "stock" : "small"), stock));
        try (Cluster cluster = new Cluster(site, one, PROMPTS, place)) {
            Verdict verdict = cluster.run(PER_SECOND, reference);
            Duration took = Duration.between(begin, Instant.now());
            System.out.println(table.add(one, cluster.faults(), verdict, took));
            return verdict;
        }
    }

    @AfterAll
    static void stop() throws Exception {
        reference.close();
        for (Site site : SITES.values()) {
            site.close();
        }
        table.rows().forEach(System.out::println);
    }
}
