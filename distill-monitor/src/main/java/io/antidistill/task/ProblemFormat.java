package io.antidistill.task;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells by its fields what data set a problem is from. Pure functions.
 *
 * <ul>
 *   <li>GSM8K, GSM8K-Platinum, and plain problems: {@code question} and {@code answer}, of which what follows the last {@code ####} counts
 *   <li>MATH: {@code problem} and {@code solution}, of which the last box counts, or {@code answer} where there is one
 *   <li>MMLU: {@code question}, {@code choices} and {@code answer}, a letter or the index of a choice; the answer is the letter
 * </ul>
 */
final class ProblemFormat {
    static final String EXPECTED =
            "{\"question\", \"answer\"}, {\"problem\", \"solution\"}" + " or {\"question\", \"choices\", \"answer\"}";
    private static final String MARK = "####";
    private static final String LETTERS = "ABCDEFGHIJ";

    private ProblemFormat() {}

    /** @throws IllegalArgumentException saying what is wrong */
    static Problem problem(JsonNode fields) {
        if (fields.has("problem")) {
            String question = text(fields, "problem");
            return new Problem(question, fields.has("answer") ? text(fields, "answer") : boxed(fields), 0);
        }
        String question = text(fields, "question");
        if (fields.has("choices")) {
            List<String> choices = new ArrayList<>();
            fields.path("choices").forEach(choice -> choices.add(choice.asText()));
            return choice(question, choices, text(fields, "answer"));
        }
        String answer = text(fields, "answer");
        int mark = answer.lastIndexOf(MARK);
        String last = mark < 0 ? answer : answer.substring(mark + MARK.length());
        return new Problem(question, last.strip(), fields.path("steps").asInt(0));
    }

    /**
     * A question with its choices below it; the answer is a letter.
     *
     * @param answer a letter, or a choice's index from 0
     */
    static Problem choice(String question, List<String> choices, String answer) {
        if (choices.size() < 2 || choices.size() > LETTERS.length()) {
            throw new IllegalArgumentException("it has " + choices.size() + " choices");
        }
        String stripped = answer.strip();
        int index = stripped.matches("\\d") ? Integer.parseInt(stripped) : LETTERS.indexOf(stripped);
        if (stripped.length() != 1 || index < 0 || index >= choices.size()) {
            throw new IllegalArgumentException(
                    "its answer '" + answer + "' is none of the " + choices.size() + " choices");
        }
        StringBuilder asked = new StringBuilder(question.strip()).append('\n');
        for (int i = 0; i < choices.size(); i++) {
            asked.append('\n')
                    .append(LETTERS.charAt(i))
                    .append(". ")
                    .append(choices.get(i).strip());
        }
        asked.append("\n\nAnswer with the letter of the right choice.");
        return new Problem(asked.toString(), String.valueOf(LETTERS.charAt(index)), 0);
    }

    private static String boxed(JsonNode fields) {
        return AnswerGrader.answer(text(fields, "solution"))
                .orElseThrow(() -> new IllegalArgumentException("its solution has no \\boxed{} answer"));
    }

    private static String text(JsonNode fields, String name) {
        JsonNode field = fields.path(name);
        if (!field.isValueNode() || field.isNull() || field.asText().isBlank()) {
            throw new IllegalArgumentException("it has no " + name);
        }
        return field.asText();
    }
}
