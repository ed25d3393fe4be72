package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.task.AnswerGrader;
import org.junit.jupiter.api.Test;

class AnswerCueTest {
    private final AnswerCue replacing = new AnswerCue(" answer: \\boxed{", true);
    private final AnswerCue after = new AnswerCue("\n\\[\\boxed{", false);

    @Test
    void theAnswerSentenceIsCutOffWhereTheCueReplacesIt() {
        String trace = "4 + 3 = 7. then 7 x 2 = 14. so the answer is \\boxed{14}.";

        assertThat(replacing.workings(trace)).isEqualTo("4 + 3 = 7. then 7 x 2 = 14.");
        assertThat(replacing.workings("in the end \\boxed{14}.")).isEmpty();
        assertThat(after.workings(trace)).isEqualTo(trace);
    }

    @Test
    void aTraceWithoutAnAnswerStaysWhole() {
        assertThat(replacing.workings("4 + 3 = 7. then 7 x")).isEqualTo("4 + 3 = 7. then 7 x");
    }

    @Test
    void whatFollowsTheCueIsGradedWhetherOrNotTheModelClosesTheBox() {
        assertThat(AnswerGrader.isRight(AnswerCue.boxed("14}. the end"), "14")).isTrue();
        assertThat(AnswerGrader.isRight(AnswerCue.boxed("14"), "14")).isTrue();
        assertThat(AnswerGrader.isRight(AnswerCue.boxed("\\frac{28}{2"), "14")).isFalse();
    }
}
