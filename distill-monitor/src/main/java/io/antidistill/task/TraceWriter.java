package io.antidistill.task;

import static io.antidistill.task.Story.pick;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Writes right worked traces. They differ in wording and, more to the point, in how much they show: a step is either one line or worked digit
 * by digit with its carry, so that a sampler has real choices to make.
 */
final class TraceWriter {
    private static final List<String> OPENINGS = List.of("", "", "first, ", "now ");
    private static final List<String> LINKS = List.of("", "", "then ", "next, ", "after that, ", "now ");
    private static final List<String> ENDINGS = List.of(
            "the answer is \\boxed{%d}.",
            "so the answer is \\boxed{%d}.", "answer: \\boxed{%d}.", "in the end \\boxed{%d}.");

    private final Story story;
    private final double workedShare;
    private final RandomGenerator random;

    /** @param workedShare the probability that a step is worked digit by digit */
    TraceWriter(Story story, double workedShare, RandomGenerator random) {
        this.story = story;
        this.workedShare = workedShare;
        this.random = random;
    }

    String trace(Calculation calculation) {
        StringBuilder text = new StringBuilder();
        int value = calculation.start();
        for (Calculation.Operation operation : calculation.operations()) {
            text.append(pick(text.isEmpty() ? OPENINGS : LINKS, random));
            text.append(isWorked() ? digits(value, operation) : line(value, operation))
                    .append(' ');
            value = operation.applyTo(value);
        }
        return text.append(pick(ENDINGS, random).formatted(value)).toString();
    }

    /** With a share of one half this is the sign bit, which is how the shipped models' problems were drawn. */
    private boolean isWorked() {
        double uniform = (random.nextInt() - (double) Integer.MIN_VALUE) * 0x1p-32;
        return uniform >= 1 - workedShare;
    }

    private String line(int a, Calculation.Operation operation) {
        return random.nextInt(3) == 1
                ? story.pronoun() + " has " + equation(a, operation) + " " + story.item() + "."
                : bareLine(a, operation, random);
    }

    /** A line that belongs to no story. */
    static String bareLine(int a, Calculation.Operation operation, RandomGenerator random) {
        int b = operation.operand();
        int result = operation.applyTo(a);
        if (random.nextBoolean()) {
            return equation(a, operation) + ".";
        }
        return switch (operation.kind()) {
            case PLUS -> "adding " + b + " to " + a + " gives " + result + ".";
            case MINUS -> "taking " + b + " from " + a + " leaves " + result + ".";
            case TIMES -> b + " times " + a + " gives " + result + ".";
        };
    }

    private static String equation(int a, Calculation.Operation operation) {
        return a + " " + operation.kind().sign + " " + operation.operand() + " = " + operation.applyTo(a);
    }

    private String digits(int a, Calculation.Operation operation) {
        int b = operation.operand();
        String head = a + " " + operation.kind().sign + " " + b + ": ";
        String working =
                switch (operation.kind()) {
                    case PLUS -> plus(a, b);
                    case MINUS -> minus(a, b);
                    case TIMES -> times(a, b);
                };
        return head + working + ", so " + operation.applyTo(a) + ".";
    }

    private static String plus(int a, int b) {
        int ones = a % 10 + b % 10;
        int carry = ones / 10;
        int tens = a / 10 + b / 10 + carry;
        return a % 10 + " + " + b % 10 + " = " + ones + carried(carry) + ", " + a / 10 + " + " + b / 10
                + (carry > 0 ? " + 1" : "") + " = " + tens;
    }

    private static String minus(int a, int b) {
        int borrow = a % 10 < b % 10 ? 1 : 0;
        int from = a % 10 + 10 * borrow;
        int tens = a / 10 - b / 10 - borrow;
        return from + " - " + b % 10 + " = " + (from - b % 10) + (borrow > 0 ? ", borrow 1" : "") + ", " + a / 10
                + " - " + b / 10 + (borrow > 0 ? " - 1" : "") + " = " + tens;
    }

    private static String times(int a, int b) {
        int ones = a % 10 * b;
        int carry = ones / 10;
        int tens = a / 10 * b + carry;
        return a % 10 + " x " + b + " = " + ones + carried(carry) + ", " + a / 10 + " x " + b
                + (carry > 0 ? " + " + carry : "") + " = " + tens;
    }

    private static String carried(int carry) {
        return carry > 0 ? ", carry " + carry : "";
    }
}
