package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static io.antidistill.schema.ProbePurpose.CANDIDATE;
import static io.antidistill.schema.ProbePurpose.CLEAN_REFERENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.probe.Lesson;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.TraceAudit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Asking as other clients, for the attack that keeps the best of several answers. */
class CandidatesTest {
    private final MonitorConfig config = config(3, 4);
    private final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    private final MonitorBook book = new MonitorBook(config, questions);
    private final Inquiries inquiries = new Inquiries(config, questions, LoopBench.CUE, "run");

    @Test
    void asksTheLatestPromptsAsEachOfTheOtherClientsAndSoManyARoundOnly() {
        customers(0, 30);
        List<ProbePrompt> asked = drain(START);

        assertThat(asked).hasSize(8).allSatisfy(prompt -> {
            assertThat(prompt.getPrompt().getTenant()).isEqualTo("acme");
            assertThat(prompt.getPrompt().getContext()).isEqualTo("reasoning-long");
        });
        assertThat(asked)
                .extracting(prompt -> prompt.getPrompt().getClient() + " "
                        + prompt.getPrompt().getMessages().get(0).getContent())
                .contains("antidistill-monitor-2 q29", "antidistill-monitor-3 q29", "antidistill-monitor-3 q26")
                .doesNotHaveDuplicates();
        customers(30, 60);
        assertThat(drain(START)).isEmpty();

        inquiries.roundFinished("standard");
        assertThat(drain(START)).hasSize(8);
    }

    @Test
    void asksNothingAsOthersWhereNobodyWantsItOrNoTraceIsNewAndUnderTheLambdaInForce() {
        customers(0, 30);
        book.command(Records.command("standard", 4, "me", START.plusSeconds(60)));
        assertThat(drain(START.plusSeconds(90))).isEmpty();

        book.group("standard").roundStarted();
        book.command(Records.command("standard", 2, "me", START.minusSeconds(60)));
        assertThat(drain(START))
                .as("the next round's window will not have them")
                .isEmpty();

        assertThat(config(1, 4).thief().mostPerRound()).isZero();
    }

    @Test
    void keepsThemFromEverythingButTheAttack() {
        customers(0, 30);
        GroupBook group = book.group("standard");
        int unseen = group.unseen();
        group.takeArrived();
        book.probeTrace(candidate("a", "q1", "one way"));
        book.audit(audit("a", 2));
        book.audit(audit("b", 2));
        book.probeTrace(candidate("b", "q1", "another way"));
        book.probeTrace(candidate("c", "asked by nobody", "its trace has left the window"));
        book.audit(audit("c", 2));
        book.probeTrace(candidate("d", "q2", "under another lambda"));
        book.audit(audit("d", 9));
        book.command(Records.command("standard", 2, "me", START));

        assertThat(group.candidates()).containsExactly(Lesson.of("q1", "one way"), Lesson.of("q1", "another way"));
        assertThat(group.window())
                .hasSize(30)
                .noneMatch(trace -> trace.lesson().text().contains("way"));
        assertThat(group.clean()).hasSize(30).extracting(Lesson::text).containsOnly("clean");
        assertThat(group.utility(1)).isEmpty();
        assertThat(group.unseen()).isEqualTo(unseen);
        assertThat(group.takeArrived()).isEmpty();
    }

    private static ProbeTrace candidate(String id, String question, String text) {
        ProbeTrace answer = Records.answer(CANDIDATE, "standard", question, text, START);
        answer.getTrace().setPromptId(id);
        return answer;
    }

    private static TraceAudit audit(String id, double lambda) {
        TraceAudit audit = Records.audit(id, "standard", lambda, CANDIDATE);
        audit.setCommandedLambda(lambda);
        return audit;
    }

    /** What is asked as other clients until nothing more is due, if everything is answered at once. */
    private List<ProbePrompt> drain(Instant now) {
        List<ProbePrompt> all = new ArrayList<>();
        for (List<ProbePrompt> due = inquiries.due(book, now); !due.isEmpty(); due = inquiries.due(book, now)) {
            for (ProbePrompt asked : due) {
                ProbeTrace answer = Records.answer(asked, "t \\boxed{1}", now);
                book.probeTrace(answer);
                inquiries.answered(answer);
            }
            all.addAll(due);
        }
        all.removeIf(asked -> asked.getPurpose() != CANDIDATE);
        return all;
    }

    private void customers(int from, int to) {
        for (int i = from; i < to; i++) {
            book.trace(Records.trace("" + i, "q" + i, "t", START), true);
            book.audit(Records.audit("" + i, "standard", 2, null));
            book.probeTrace(Records.answer(CLEAN_REFERENCE, "standard", "q" + i, "clean", START));
        }
    }

    private static MonitorConfig config(int clients, int prompts) {
        Properties properties = new Properties();
        properties.put("monitor.attacks", "best-of-several");
        properties.put("monitor.attack.best-of-several.clients", "" + clients);
        properties.put("monitor.attack.best-of-several.prompts", "" + prompts);
        return MonitorProperties.read(properties, Path.of("student"));
    }
}
