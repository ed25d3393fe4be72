package io.antidistill.cli;

import io.antidistill.sampling.Truncation;

/** Where the nucleus is cut, by its name on the command line. */
enum Truncate {
    FIRST,
    LAST;

    Truncation sampling() {
        return this == FIRST ? Truncation.TRUNCATE_THEN_TILT : Truncation.TILT_THEN_TRUNCATE;
    }

    io.antidistill.schema.Truncation record() {
        return io.antidistill.schema.Truncation.valueOf(sampling().name());
    }
}
