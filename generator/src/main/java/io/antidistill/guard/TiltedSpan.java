package io.antidistill.guard;

/** Which part of an answer is tilted. */
public enum TiltedSpan {
    /** All of it. */
    ALL,
    /** From the beginning until the reasoning's end marker or the answer's marker; again after a further start marker. */
    REASONING
}
