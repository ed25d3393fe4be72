package io.antidistill.monitor;

import static io.antidistill.monitor.Records.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ProbePurpose;
import io.antidistill.task.Problem;
import io.antidistill.tokenizer.ChatMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ExamPromptsTest {
    private final MonitorConfig config = MonitorConfig.defaults(Path.of("student"));
    private final MonitorQuestions questions = MonitorQuestions.arithmetic(config.holdout(), 50);
    private final String holdout = questions.holdout().get(3).question();
    private final MonitorBook book = new MonitorBook(config, questions);

    @Test
    void knowsAPromptAgainWhateverItsCaseAndSpacing() {
        ExamPrompts prompts = ExamPrompts.of(List.of(new Problem("How much is 3 + 4?", "7", 1)));

        assertThat(prompts.within(Lessons.question("  how MUCH is\n3 + 4? "))).isTrue();
        assertThat(prompts.within(Lessons.question("How much is 3 - 4?"))).isFalse();
        assertThat(prompts.within(
                        List.of(new ChatMessage("system", "be brief"), new ChatMessage("user", "how much is 3 + 4?"))))
                .isTrue();
        assertThat(prompts.within(
                        List.of(new ChatMessage("assistant", "how much is 3 + 4?"), new ChatMessage("user", "what?"))))
                .isFalse();
    }

    @Test
    void leavesTheExamsPromptsOutOfTheWindowAndCountsThem() {
        customer("a", "harmless");
        customer("b", holdout.toUpperCase(Locale.ROOT));
        customer("c", questions.canaries().get(0).question());

        GroupBook group = book.group("standard");
        assertThat(group.window()).hasSize(1);
        assertThat(group.unseen()).isEqualTo(1);
        assertThat(group.leftOutSoFar()).isEqualTo(2);
    }

    @Test
    void leavesThemOutOfTheCleanReferencesToo() {
        book.probeTrace(
                Records.answer(ProbePurpose.CLEAN_REFERENCE, "standard", holdout.toUpperCase(Locale.ROOT), "t", START));
        book.probeTrace(Records.answer(ProbePurpose.CLEAN_REFERENCE, "standard", "harmless", "t", START));

        assertThat(book.group("standard").clean()).hasSize(1);
        assertThat(book.hasHoldout(Lessons.question(holdout))).isFalse();
    }

    private void customer(String id, String question) {
        book.trace(Records.trace(id, question, "t", START), true);
        book.audit(Records.audit(id, "standard", 2, null));
    }
}
