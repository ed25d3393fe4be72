package io.antidistill.task;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A number and what happens to it, one operation after the other. Every value on the way lies between 1 and 150. */
record Calculation(int start, List<Operation> operations) {
    enum Kind {
        PLUS('+'),
        MINUS('-'),
        TIMES('x');

        final char sign;

        Kind(char sign) {
            this.sign = sign;
        }
    }

    record Operation(Kind kind, int operand) {
        int applyTo(int value) {
            return switch (kind) {
                case PLUS -> value + operand;
                case MINUS -> value - operand;
                case TIMES -> value * operand;
            };
        }
    }

    private static final int LARGEST_BEFORE_TIMES = 30;

    Calculation {
        operations = List.copyOf(operations);
    }

    static Calculation random(int steps, RandomGenerator random) {
        return random(random.nextInt(5, 31), steps, random);
    }

    /** One operation on any number that may come up in the middle of a problem. */
    static Calculation randomSingle(RandomGenerator random) {
        return random(random.nextInt(2, random.nextBoolean() ? 40 : 120), 1, random);
    }

    private static Calculation random(int start, int steps, RandomGenerator random) {
        int value = start;
        List<Operation> operations = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            Operation operation = randomOperation(value, random);
            operations.add(operation);
            value = operation.applyTo(value);
        }
        return new Calculation(start, operations);
    }

    private static Operation randomOperation(int value, RandomGenerator random) {
        int choice = random.nextInt(10);
        if (choice < 2 && value <= LARGEST_BEFORE_TIMES) {
            return new Operation(Kind.TIMES, random.nextInt(2, 4));
        }
        if (choice < 6 && value > 3 || value > 100) {
            return new Operation(Kind.MINUS, random.nextInt(2, Math.min(value, 21)));
        }
        return new Operation(Kind.PLUS, random.nextInt(2, 21));
    }

    int answer() {
        int value = start;
        for (Operation operation : operations) {
            value = operation.applyTo(value);
        }
        return value;
    }

    /** The same for every phrasing of the same calculation. */
    String key() {
        StringBuilder key = new StringBuilder().append(start);
        operations.forEach(operation -> key.append(operation.kind().sign).append(operation.operand()));
        return key.toString();
    }
}
