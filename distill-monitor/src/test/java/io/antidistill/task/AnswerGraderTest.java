package io.antidistill.task;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
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
                "\\boxed{1{,}200}                         | 1200   | true",
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
                "\\boxed 6, not \\fbox{7                 | 6      | true",
                "\\boxed {\\{1, 2\\}}                     | \\{1,2\\} | true",
                "\\boxed{\\boxed{60}}                     | 60     | true",
                "\\boxedin{60}                           | 60     | false",
                "\\boxed{sixty}                           | 60     | false",
            })
    void gradesHardCases(String text, String expected, boolean right) {
        assertThat(AnswerGrader.isRight(text, expected)).isEqualTo(right);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "answers.csv", delimiter = '|', quoteCharacter = '"', numLinesToSkip = 1)
    void comparesAnswersByWhatTheySay(String inTheBox, String expected, boolean equal) {
        assertThat(AnswerGrader.isRight("so \\boxed{" + inTheBox + "}.", expected))
                .isEqualTo(equal);
        assertThat(AnswerGrader.equal(expected, expected)).isTrue();
    }

    @Test
    void gradesNonsenseInNoTime() {
        String deep = "{".repeat(20_000) + "\\frac".repeat(20_000) + "}".repeat(20_000);
        String digits = "9".repeat(1900) + "/" + "(".repeat(50);

        assertThat(AnswerGrader.equal(deep, "1")).isFalse();
        assertThat(AnswerGrader.equal(digits, "1")).isFalse();
        assertThat(AnswerGrader.equal("\\frac{1".repeat(200), "1")).isFalse();
        assertThat(AnswerGrader.equal("1, ".repeat(600) + "1", "1")).isFalse();
        assertThat(AnswerGrader.equal("(".repeat(900) + ")".repeat(900), "1")).isFalse();
    }

    @Test
    void findsNoAnswerInAnEmptyText() {
        assertThat(AnswerGrader.answer("")).isEmpty();
    }
}
