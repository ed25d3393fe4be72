package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static io.antidistill.schema.ProbePurpose.CANARY;
import static io.antidistill.schema.ProbePurpose.CLEAN_REFERENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.schema.Message;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.task.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MonitorBookTest {
    private final MonitorConfig config = MonitorConfig.defaults(Path.of("student"));
    private final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    private final MonitorBook book = new MonitorBook(config, questions);

    @Test
    void joinsTraceAndAuditInWhicheverOrderTheyCome() {
        book.trace(Records.trace("a", "q1", "t1", START), true);
        book.audit(Records.audit("a", "standard", 2, null));
        book.audit(Records.audit("b", "standard", 4, null));
        book.trace(Records.trace("b", "q2", "t2", START), false);

        GroupBook group = book.group("standard");
        assertThat(group.window()).extracting(WindowTrace::lambda).containsExactly(2.0, 4.0);
        assertThat(group.unseen()).as("only the first is new").isEqualTo(1);
        assertThat(group.window().get(0).handedOverAt()).isEqualTo(START);
    }

    @Test
    void keepsTheLatestTracesOnly() {
        for (int i = 0; i < config.windowTraces() + 5; i++) {
            book.trace(Records.trace("" + i, "q" + i, "t", START), true);
            book.audit(Records.audit("" + i, "standard", i, null));
        }

        assertThat(book.group("standard").window()).hasSize(config.windowTraces());
        assertThat(book.group("standard").window().get(0).lambda()).isEqualTo(5);
    }

    @Test
    void takesNoAuditOfTheMonitorsOwnQuestionsForACustomersTrace() {
        book.audit(Records.audit("a", "standard", 0, CLEAN_REFERENCE));
        book.trace(Records.trace("a", "q", "t", START), true);

        assertThat(book.groups()).isEmpty();
    }

    @Test
    void tellsHoldoutTracesFromCleanReferences() {
        String holdout = questions.holdout().get(0).question();
        book.probeTrace(Records.answer(CLEAN_REFERENCE, "standard", holdout, "h", START));
        book.probeTrace(Records.answer(CLEAN_REFERENCE, "standard", "a customer's", "c", START));
        book.probeTrace(Records.answer(CLEAN_REFERENCE, "standard", "a customer's", "again", START));

        assertThat(book.hasHoldout(Lessons.question(holdout))).isTrue();
        assertThat(book.group("standard").clean()).singleElement().satisfies(lesson -> assertThat(lesson.text())
                .isEqualTo("again"));
    }

    @Test
    void gradesCanariesAndCountsThoseUnderTheLambdaInForce() {
        for (int i = 0; i < 8; i++) {
            Problem problem = questions.canaries().get(i);
            String answer = i < 4 ? "so \\boxed{" + problem.answer() + "}" : "no idea";
            book.probeTrace(Records.answer(CANARY, "standard", problem.question(), answer, START.plusSeconds(i)));
        }
        GroupBook group = book.group("standard");
        assertThat(group.utility(8)).hasValue(0.5);
        assertThat(group.utility(9)).isEmpty();

        book.command(Records.command("standard", 3, "me", START.plusSeconds(2)));
        assertThat(group.utility(6).getAsDouble()).isEqualTo(2.0 / 6);
    }

    @Test
    void takesTheAnswerToAFollowUpForNothingElse() {
        Problem problem = questions.canaries().get(0);
        ProbeTrace canary = Records.answer(CANARY, "standard", problem.question(), "7 x 3 = 21", START);
        String id = canary.getTrace().getPromptId();
        ProbeTrace followUp = Records.answer(CANARY, "standard", problem.question(), problem.answer() + "}", START);
        followUp.getTrace().setPromptId(id + "-forced");
        followUp.getTrace()
                .setMessages(List.of(
                        new Message("user", problem.question()), new Message("assistant", "7 x 3 = 21 so \\boxed{")));
        GroupBook group = book.group("standard");

        book.probeTrace(followUp);
        assertThat(group.utility(1)).as("a follow-up is no canary").isEmpty();
        book.audit(Records.audit(id + "-forced", "standard", 2, CANARY));
        book.probeTrace(canary);

        assertThat(group.utility(1)).hasValue(0);
        assertThat(group.utilityForced(1)).hasValue(1);
        assertThat(group.window()).isEmpty();
        assertThat(group.clean()).isEmpty();
        assertThat(group.takeArrived()).as("the watch is on customers' traces").isEmpty();
    }

    @Test
    void heedsACommandByHandAndRefusesOneThatMakesNoSense() {
        book.command(Records.command("standard", 7, "me", START));
        assertThatThrownBy(() -> book.command(Records.command("standard", Double.NaN, "me", START)))
                .hasMessageContaining("invalid value NaN for lambda");

        assertThat(book.group("standard").inForce()).isEqualTo(new LambdaInForce(7, START, "me", "test", false));
        assertThat(book.group("standard").state().lambda()).isEqualTo(7);
    }

    @Test
    void holdsNoExamBeforeMostHoldoutTracesAreHereAndThenKeepsIt() {
        for (int i = 0; i < config.leastHoldout() - 1; i++) {
            answerHoldout(i);
        }
        assertThat(book.exam()).isEmpty();

        answerHoldout(config.leastHoldout() - 1);
        assertThat(book.exam().orElseThrow().holdout()).hasSize(36);
        assertThat(book.exam().orElseThrow().problems()).hasSize(config.gradedProblems());

        answerHoldout(config.leastHoldout());
        assertThat(book.exam().orElseThrow().holdout()).hasSize(36);
    }

    private void answerHoldout(int i) {
        String question = questions.holdout().get(i).question();
        book.probeTrace(Records.answer(CLEAN_REFERENCE, "standard", question, "t", START));
    }
}
