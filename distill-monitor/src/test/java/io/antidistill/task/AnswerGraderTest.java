package io.antidistill.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerGraderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "so the answer is \\boxed{60}.            | 60     | true",
                "\\boxed{ 60 }                            | 60     | true",
                "\\boxed{060}                             | 60     | true",
                "\\boxed{60.0}                            | 60     | true",
                "\\boxed{60.}                             | 60     | true",
                "\\boxed{+60}                             | 60     | true",
                "\\boxed{-60}                             | 60     | false",
                "\\boxed{\\$1,200}                        | 1200   | true",
                "\\boxed{1{,}200}                         | 1200   | false",
                "\\boxed{12\\!000}                        | 12000  | true",
                "\\boxed{50\\%}                           | 50     | true",
                "\\boxed{\\text{60}}                      | 60     | true",
                "\\boxed{\\frac{1}{2}}                    | \\frac{1}{2} | true",
                "first \\boxed{59}, no: \\boxed{60}       | 60     | true",
                "first \\boxed{60}, no: \\boxed{59}       | 60     | false",
                "\\boxed{60} and then \\boxed{5           | 60     | true",
                "\\boxed{6                                | 6      | false",
                "\\boxed{}                                | 0      | false",
                "60                                       | 60     | false",
                "\\boxed{160}                             | 60     | false",
                "\\boxed{6 0}                             | 60     | true",
                "\\boxed{sixty}                           | 60     | false",
            })
    void gradesHardCases(String text, String expected, boolean right) {
        assertThat(AnswerGrader.isRight(text, expected)).isEqualTo(right);
    }

    @Test
    void findsNoAnswerInAnEmptyText() {
        assertThat(AnswerGrader.answer("")).isEmpty();
    }
}
