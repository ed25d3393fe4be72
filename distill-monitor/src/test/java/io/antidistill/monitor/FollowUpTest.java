package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowUpTest {
    private static final String WORDS = "first we add two and two which is four ";

    @Test
    void goesOnWithTheWholeAnswerAndTheCue() {
        assertThat(messages(canary(WORDS, 20, 0)))
                .containsExactly(
                        new ChatMessage("user", "q"), new ChatMessage("assistant", WORDS + LoopBench.CUE.text()));
        assertThat(messages(canary("<think> hm", 20, 1000)).get(1).content()).isEqualTo("<think> hm so \\boxed{");
    }

    @Test
    void leavesTheBeginningOutOfAnAnswerThatFillsTheContext() {
        String text = WORDS.repeat(50);
        String begun = messages(canary(text, 400, 410)).get(1).content();

        String kept = begun.substring(0, begun.length() - LoopBench.CUE.text().length());
        assertThat(text).endsWith(kept);
        assertThat(kept.length() * 400.0 / text.length())
                .as("tokens that are left, of which ten of the prompt and the cue's and twelve more need room")
                .isBetween(300.0, 410.0 - 10 - LoopBench.CUE.text().length() - 12);
    }

    @Test
    void isNotAskedWithoutAnAuditNorWhereTheQuestionFillsTheContext() {
        ProtectedTrace answer = Records.trace("a", "q", WORDS, START);

        assertThat(FollowUp.messages(new Canary(answer, false, false, Optional.empty()), LoopBench.CUE))
                .isEmpty();
        assertThat(FollowUp.messages(canary(WORDS, 20, 30), LoopBench.CUE)).isEmpty();
    }

    @Test
    void isKnownByItsId() {
        assertThat(FollowUp.canaryOf(FollowUp.id(canary(WORDS, 20, 0)))).hasValue("a");
        assertThat(FollowUp.canaryOf("probe-run-1")).isEmpty();
    }

    private static List<ChatMessage> messages(Canary canary) {
        return FollowUp.messages(canary, LoopBench.CUE).orElseThrow();
    }

    private static Canary canary(String text, int tokens, int contextLength) {
        ProtectedTrace answer = Records.trace("a", "q", text, START);
        answer.setCompletionTokens(tokens);
        TraceAudit audit = Records.audit("a", "standard", 2, ProbePurpose.CANARY);
        audit.setContextLength(contextLength);
        return new Canary(answer, false, false, Optional.of(audit));
    }
}
