package io.antidistill.student;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EvaluationTest {
    @Test
    void theAnswerSentenceIsCutOffBeforeForcing() {
        assertThat(Evaluation.withoutAnswer("4 + 3 = 7. then 7 x 2 = 14. so the answer is \\boxed{14}."))
                .isEqualTo("4 + 3 = 7. then 7 x 2 = 14.");
        assertThat(Evaluation.withoutAnswer("in the end \\boxed{14}.")).isEmpty();
    }

    @Test
    void aTraceWithoutAnAnswerStaysWhole() {
        assertThat(Evaluation.withoutAnswer("4 + 3 = 7. then 7 x")).isEqualTo("4 + 3 = 7. then 7 x");
    }
}
