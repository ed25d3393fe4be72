package io.antidistill.task;

import java.util.List;

/** What an answer says: a number with or without a unit, several values in order, or else words. Immutable. */
sealed interface AnswerValue {
    /**
     * A number.
     *
     * @param unit empty where there is none
     */
    record Quantity(ExactNumber number, String unit) implements AnswerValue {}

    /** Several values in order, such as a tuple, an interval or a set; where they have no brackets these are spaces. */
    record Sequence(char open, char close, List<AnswerValue> elements) implements AnswerValue {
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /** A value that is said to be a variable's. */
    record Named(String name, AnswerValue value) implements AnswerValue {}

    /** Anything else, in one form of spacing and case. */
    record Words(String text) implements AnswerValue {}

    /** Whether both say the same; a unit or a name that only one of them has makes no difference. */
    static boolean same(AnswerValue one, AnswerValue other) {
        if (one instanceof Named a) {
            return other instanceof Named b
                    ? a.name().equals(b.name()) && same(a.value(), b.value())
                    : same(a.value(), other);
        }
        if (other instanceof Named b) {
            return same(one, b.value());
        }
        if (one instanceof Quantity a && other instanceof Quantity b) {
            boolean unitsFit =
                    a.unit().isEmpty() || b.unit().isEmpty() || a.unit().equals(b.unit());
            return unitsFit && a.number().equals(b.number());
        }
        if (one instanceof Sequence a && other instanceof Sequence b) {
            return a.open() == b.open() && a.close() == b.close() && same(a.elements(), b.elements());
        }
        return one.equals(other);
    }

    private static boolean same(List<AnswerValue> some, List<AnswerValue> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!same(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }
}
