package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.Message;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.student.AnswerCue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InquiriesTest {
    private final MonitorConfig config = MonitorConfig.defaults(Path.of("student"));
    private final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    private final MonitorBook book = new MonitorBook(config, questions);
    private final Inquiries inquiries = new Inquiries(config, questions, LoopBench.CUE, "run");

    @Test
    void asksForTheHoldoutFirstAndOnlyOnce() {
        List<ProbePrompt> first = inquiries.due(book, START);

        assertThat(first).hasSize(config.holdout()).allSatisfy(prompt -> assertThat(prompt.getPurpose())
                .isEqualTo(ProbePurpose.CLEAN_REFERENCE));
        assertThat(first).extracting(p -> p.getPrompt().getPromptId()).doesNotHaveDuplicates();
        assertThat(inquiries.due(book, START.plusSeconds(1))).isEmpty();
    }

    @Test
    void asksAgainUnderTheSameIdWhatNobodyAnswered() {
        List<ProbePrompt> first = inquiries.due(book, START);
        answer(first.get(0));

        List<ProbePrompt> again = inquiries.due(book, START.plusSeconds(121));

        assertThat(again).containsExactlyElementsOf(first.subList(1, first.size()));
    }

    @Test
    void givesUpAnIdThatIsNeverAnsweredAndTriesANewOne() {
        List<ProbePrompt> first = inquiries.due(book, START);
        inquiries.due(book, START.plusSeconds(120));
        inquiries.due(book, START.plusSeconds(240));

        List<ProbePrompt> later = inquiries.due(book, START.plusSeconds(360));

        assertThat(later).hasSize(config.holdout()).doesNotContainAnyElementsOf(first);
    }

    @Test
    void waitsWithCanariesUntilANewLambdaHasArrivedEverywhere() {
        customers(30, 2);
        book.command(Records.command("standard", 4, "me", START));

        assertThat(drain()).noneMatch(p -> p.getPurpose() == ProbePurpose.CANARY);
        assertThat(inquiries.due(book, START.plusSeconds(2)))
                .filteredOn(p -> p.getPurpose() == ProbePurpose.CANARY)
                .hasSize(config.canariesPerRound());
    }

    @Test
    void asksCanariesAndCleanReferencesWhenAGroupHasTraces() {
        customers(30, 2);
        List<ProbePrompt> due = drain();

        assertThat(due)
                .filteredOn(p -> p.getPurpose() == ProbePurpose.CANARY)
                .hasSize(config.canariesPerRound())
                .allSatisfy(p -> {
                    assertThat(p.getPrompt().getContext()).isEqualTo("reasoning-long");
                    assertThat(p.getPrompt().getTenant()).isEqualTo("acme");
                    assertThat(p.getPrompt().getClient()).isEqualTo("antidistill-monitor");
                });
        assertThat(due)
                .filteredOn(p -> p.getPurpose() == ProbePurpose.CLEAN_REFERENCE)
                .hasSize(config.holdout() + 30);
    }

    @Test
    void neverHasMoreThanSixtyFourQuestionsOut() {
        customers(120, 2);

        assertThat(inquiries.due(book, START)).hasSize(64);
    }

    @Test
    void asksABoundedNumberPerRoundOnceTheWindowHasItsReferences() {
        customers(config.windowTraces(), 2);
        drain();
        customers(config.windowTraces(), 2, "later");
        assertThat(drain()).isEmpty();

        inquiries.roundFinished("standard");

        assertThat(drain()).hasSize(config.canariesPerRound() + config.cleanPerRound());
    }

    @Test
    void asksOnceForTheResultOfACanaryThatHadNone() {
        customers(30, 2);
        canaries("7 x 3 = 21", START);

        List<ProbePrompt> followUps = followUps(START);
        assertThat(followUps).hasSize(config.canariesPerRound()).allSatisfy(asked -> {
            assertThat(asked.getPurpose()).isEqualTo(ProbePurpose.CANARY);
            assertThat(asked.getPrompt().getPromptId()).endsWith("-forced");
            assertThat(asked.getPrompt().getMaxNewTokens()).isEqualTo(AnswerCue.MOST_TOKENS);
            assertThat(asked.getPrompt().getContext()).isEqualTo("reasoning-long");
            assertThat(asked.getPrompt().getMessages().get(1))
                    .isEqualTo(new Message("assistant", "7 x 3 = 21 so \\boxed{"));
        });
        assertThat(followUps(START.plusSeconds(1))).isEmpty();
        assertThat(followUps(START.plusSeconds(121))).as("nobody answered").isEqualTo(followUps);
        assertThat(followUps(START.plusSeconds(242))).isEqualTo(followUps);
        assertThat(followUps(START.plusSeconds(363)))
                .as("given up, and not asked under a new id")
                .isEmpty();
    }

    @Test
    void asksNothingMoreOfACanaryWithAResultNorOfOneUnderAnotherLambda() {
        customers(30, 2);
        canaries("so \\boxed{1}", START);
        assertThat(followUps(START)).isEmpty();

        inquiries.roundFinished("standard");
        canaries("7 x 3 = 21", START);
        book.command(Records.command("standard", 4, "me", START.plusSeconds(60)));
        assertThat(followUps(START.plusSeconds(70))).isEmpty();
    }

    /** Asks all that is due, and answers the canaries, with their audits. */
    private void canaries(String text, Instant handedOver) {
        for (ProbePrompt asked : drain()) {
            if (asked.getPurpose() == ProbePurpose.CANARY) {
                book.probeTrace(Records.answer(asked, text, handedOver));
                book.audit(Records.audit(asked.getPrompt().getPromptId(), "standard", 2, ProbePurpose.CANARY));
            }
        }
    }

    private List<ProbePrompt> followUps(Instant now) {
        return inquiries.due(book, now).stream()
                .filter(asked -> asked.getPrompt().getMessages().size() == 2)
                .toList();
    }

    @Test
    void leavesUnprotectedGroupsAlone() {
        customers(30, 0);

        assertThat(drain()).hasSize(config.holdout());
    }

    private List<ProbePrompt> drain() {
        List<ProbePrompt> all = new ArrayList<>();
        for (List<ProbePrompt> due = inquiries.due(book, START); !due.isEmpty(); due = inquiries.due(book, START)) {
            due.forEach(this::answer);
            all.addAll(due);
        }
        return all;
    }

    private void answer(ProbePrompt prompt) {
        ProbeTrace answer = Records.answer(prompt, "t", START);
        book.probeTrace(answer);
        inquiries.answered(answer);
    }

    private void customers(int count, double lambda) {
        customers(count, lambda, "q");
    }

    private void customers(int count, double lambda, String prefix) {
        for (int i = 0; i < count; i++) {
            book.trace(Records.trace(prefix + i, prefix + i, "t", START), true);
            book.audit(Records.audit(prefix + i, "standard", lambda, null));
        }
    }
}
