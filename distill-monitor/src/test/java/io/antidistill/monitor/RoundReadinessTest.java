package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ProbePurpose;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundReadinessTest {
    private final MonitorConfig config = MonitorConfig.defaults(Path.of("student"));
    private final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    private final MonitorBook book = new MonitorBook(config, questions);
    private final RoundReadiness readiness = new RoundReadiness(config);

    @BeforeEach
    void answerTheHoldout() {
        questions.holdout().forEach(problem -> clean(problem.question()));
    }

    @Test
    void waitsForEnoughTracesAndTheirReferences() {
        customers(0, config.firstRoundTraces() - 1, "standard", 2);
        references();
        assertThat(readiness.next(book, START)).isEmpty();

        customers(config.firstRoundTraces() - 1, config.firstRoundTraces(), "standard", 2);
        assertThat(readiness.next(book, START)).isPresent();
    }

    @Test
    void startsNoRoundWithoutReferences() {
        customers(0, 120, "standard", 2);

        assertThat(readiness.next(book, START)).isEmpty();
    }

    @Test
    void startsTheNextRoundOnNewTracesOnly() {
        customers(0, 120, "standard", 2);
        references();
        book.group("standard").roundStarted();
        customers(120, 120 + config.minNewTraces() - 1, "standard", 2);
        assertThat(readiness.next(book, START)).isEmpty();

        customers(400, 401, "standard", 2);
        assertThat(readiness.next(book, START)).isPresent();
    }

    @Test
    void waitsUntilHalfOfTheWindowWasSampledUnderTheLambdaInForce() {
        customers(0, 128, "standard", 2);
        references();
        book.command(Records.command("standard", 4, "me", START.plusSeconds(128)));
        customers(128, 128 + 63, "standard", 4);
        assertThat(readiness.next(book, START)).isEmpty();

        customers(191, 192, "standard", 4);
        assertThat(readiness.next(book, START)).isPresent();
    }

    @Test
    void leavesGroupsAloneThatLambdaHasNoSayIn() {
        customers(0, 120, "evaluation", 0);
        customers(200, 320, "default", 32);
        references();

        assertThat(readiness.next(book, START)).isEmpty();
    }

    private void references() {
        for (int i = 0; i < 120; i++) {
            for (String group : new String[] {"standard", "evaluation", "default"}) {
                book.probeTrace(Records.answer(ProbePurpose.CLEAN_REFERENCE, group, "q" + i, "t", START));
            }
        }
    }

    private void clean(String question) {
        book.probeTrace(Records.answer(ProbePurpose.CLEAN_REFERENCE, "standard", question, "t", START));
    }

    private void customers(int from, int to, String group, double lambda) {
        for (int i = from; i < to; i++) {
            book.trace(Records.trace("" + i, "q" + i, "t", START.plusSeconds(i)), true);
            book.audit(Records.audit("" + i, group, lambda, null));
        }
    }
}
