package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeReport;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MonitorLoopTest extends LoopBench {
    @Test
    void asksForItsReferencesAndReportsAndCommandsInOneTransaction() throws InterruptedException {
        loop.start();
        loop.turn();
        answerEverything();
        customers(100, 0);
        turns(3);
        answerEverything();
        turns(3);
        answerEverything();
        turns(3);
        assertThat(rounds.started).hasSize(1);
        assertThat(rounds.started.get(0).window()).hasSize(100);
        long transactions = producer.commitCount();

        rounds.result.complete(result(0.9));
        loop.turn();

        ProbeReport report = last(topics.probeReports());
        LambdaCommand command = last(topics.lambda());
        assertThat(report.getDistillability()).isEqualTo(0.9);
        assertThat(report.getUtility()).isEqualTo(1);
        assertThat(command.getLambda()).isEqualTo(report.getLambdaAfter()).isGreaterThan(2);
        assertThat(producer.commitCount())
                .as("report, command and offsets; then new questions")
                .isEqualTo(transactions + 1);
        assertThat(counted("traces")).isEqualTo(100);
    }

    @Test
    void asksForTheResultsOfCanariesThatHadNoneAndReportsBothAccuracies() throws InterruptedException {
        references();
        customers(100, 0);
        loop.start();
        turns(2);
        List<ProbePrompt> canaries = canaries(1);
        assertThat(canaries).hasSize(config.canariesPerRound());
        canaries.forEach(canary -> answer(canary, "let me think"));
        turns(2);
        List<ProbePrompt> followUps = canaries(2);
        assertThat(followUps).hasSameSizeAs(canaries);
        followUps.subList(0, 16).forEach(asked -> answer(asked, result(asked).orElseThrow() + "}. so"));
        followUps.subList(16, 20).forEach(asked -> answer(asked, "oh }"));
        turns(2);

        rounds.result.complete(result(0.9));
        loop.turn();

        ProbeReport report = last(topics.probeReports());
        assertThat(report.getUtility()).isZero();
        assertThat(report.getUtilityForced()).isEqualTo(0.8);
        assertThat(report.getDecision())
                .as("customers see no forced answers")
                .startsWith("utility 0.000 is below its floor");
        assertThat(canaries(2)).hasSameSizeAs(followUps);
    }

    /** The canaries asked so far, or their follow-ups. */
    private List<ProbePrompt> canaries(int messages) {
        return records(topics.probePrompts()).stream()
                .filter(asked -> asked.getPurpose() == ProbePurpose.CANARY)
                .filter(asked -> asked.getPrompt().getMessages().size() == messages)
                .toList();
    }

    @Test
    void buildsItsWindowAnewAfterARestartButStartsNoRoundOnWhatWasCounted() throws InterruptedException {
        references();
        customers(120, 0);
        moveEnds();
        committed.put(partition("traces"), new OffsetAndMetadata(120));
        loop.start();
        turns(3);

        assertThat(book.group("standard").window()).hasSize(120);
        assertThat(rounds.started).hasSize(0);

        customers(config.minNewTraces(), 120);
        turns(3);
        assertThat(rounds.started).hasSize(1);
    }

    @Test
    void showsEachGroupsLatestReportAsGauges() throws InterruptedException {
        send(topics.probeReports(), report(1, 0.9, null));
        send(topics.probeReports(), report(2, 0.6, 0.95));
        loop.start();
        turns(2);

        assertThat(gauge("round")).isEqualTo(2);
        assertThat(gauge("distillability")).isEqualTo(0.6);
        assertThat(gauge("lambda")).isEqualTo(4);
        assertThat(gauge("utility")).isEqualTo(0.95);
        assertThat(gauge("distillability.high")).as("not in the report").isNaN();
    }

    private double gauge(String name) {
        return meters.get("antidistill.monitor." + name)
                .tag("group", "standard")
                .gauge()
                .value();
    }

    private static ProbeReport report(int round, double distillability, Double utility) {
        return ProbeReport.newBuilder()
                .setReportId("r" + round)
                .setLambdaGroup("standard")
                .setRound(round)
                .setStartedAt(START)
                .setFinishedAt(START)
                .setWindowTraces(100)
                .setWindowLambdaMean(2)
                .setStudent("student")
                .setBaseLoss(0.8)
                .setCleanLoss(0.3)
                .setAttacks(List.of())
                .setDistillability(distillability)
                .setControlledBy("loss")
                .setTarget(0.5)
                .setUtility(utility)
                .setUtilityFloor(0.85)
                .setKlMean(0.1)
                .setChangedShare(0.1)
                .setLambdaBefore(2)
                .setLambdaAfter(4)
                .setDecision("test")
                .build();
    }

    @Test
    void triesAgainWhenATransactionFails() throws InterruptedException {
        loop.start();
        producer.commitTransactionException = new KafkaException("broker away");
        loop.turn();
        assertThat(producer.history()).isEmpty();

        producer.commitTransactionException = null;
        loop.turn();
        assertThat(producer.history()).hasSize(config.holdout());
    }

    @Test
    void endsWhenAnotherMonitorTakesOver() {
        loop.start();
        producer.fenceProducer();

        assertThatThrownBy(loop::turn).hasMessageContaining("another monitor of the same group has taken over");
    }

    @Test
    void leavesLambdaAloneWhenARoundFails() throws InterruptedException {
        references();
        customers(100, 0);
        loop.start();
        turns(4);
        assertThat(rounds.started).hasSize(1);

        rounds.result.completeExceptionally(new ArithmeticException("the training loss is NaN"));
        List<ILoggingEvent> lines = linesOf(Level.WARN, () -> turns(3));

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .isEqualTo("standard: the round failed, lambda stays as it is: a student diverged"
                            + " (the training loss is NaN): set monitor.probe.learning.rate");
            assertThat(line.getThrowableProxy()).isNull();
        });
        assertThat(records(topics.probeReports())).isEmpty();
        assertThat(records(topics.lambda())).isEmpty();
        assertThat(rounds.started).as("no new round without new traces").hasSize(1);
    }

    @Test
    void startsNoRoundOnTracesThatAreAllAlike() throws InterruptedException {
        references();
        for (int i = 0; i < 120; i++) {
            send(topics.traces(), Records.trace("" + i, "q" + i % 5, "t", START));
            send(topics.traceAudit(), Records.audit("" + i, "standard", 2, null));
        }
        loop.start();
        List<ILoggingEvent> lines = linesOf(Level.WARN, () -> turns(6));

        assertThat(rounds.started).isEmpty();
        assertThat(records(topics.lambda())).isEmpty();
        assertThat(lines).singleElement().satisfies(line -> assertThat(line.getFormattedMessage())
                .startsWith("standard: no round, lambda stays as it is: the window's 120 traces are only 5 different"));
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    /** What the loop logs while this is done, at this level or above. */
    private static List<ILoggingEvent> linesOf(Level least, Work work) throws InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger(MonitorLoop.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        try {
            work.run();
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(least))
                .toList();
    }

    @Test
    void skipsARecordThatCannotBeRead() throws InterruptedException {
        loop.start();
        send(topics.traces().name(), new byte[] {1, 2, 3});
        customers(1, 0);
        turns(2);

        assertThat(book.group("standard").window()).hasSize(1);
    }

    @Test
    void namesTheTopicThatIsMissing() {
        consumer.updatePartitions("traces", List.of());

        assertThatThrownBy(loop::start).hasMessageContaining("topic traces does not exist: start the streams service");
    }
}
