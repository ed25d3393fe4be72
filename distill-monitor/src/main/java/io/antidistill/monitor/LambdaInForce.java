package io.antidistill.monitor;

import io.antidistill.schema.LambdaCommand;
import java.time.Instant;

/**
 * The lambda that a group is to be under.
 *
 * @param lambda its value
 * @param since when it was commanded; {@link Instant#EPOCH} where nobody has set it yet
 * @param by who commanded it: the monitor or a person; empty where nobody has
 * @param reason why, in the words of whoever commanded it
 * @param frozen whether a person wants the monitor to leave it as it is
 */
record LambdaInForce(double lambda, Instant since, String by, String reason, boolean frozen) {
    static final String MONITOR = "monitor";

    /** What holds as long as nobody has commanded anything. */
    static LambdaInForce atStart(double lambda) {
        return new LambdaInForce(lambda, Instant.EPOCH, "", "the start value", false);
    }

    static LambdaInForce of(LambdaCommand command) {
        return new LambdaInForce(
                command.getLambda(),
                command.getIssuedAt(),
                command.getIssuedBy(),
                command.getReason(),
                command.getFrozen());
    }

    boolean byMonitor() {
        return by.equals(MONITOR);
    }

    /** Only a command that says who gave it and why is a person's. */
    boolean byHand() {
        return !by.isBlank() && !byMonitor() && !reason.isBlank();
    }

    boolean isStart() {
        return since.equals(Instant.EPOCH);
    }

    /** The same with its own reason, not with that of the repetition. */
    LambdaInForce repeatedBy(LambdaCommand again) {
        return new LambdaInForce(lambda, again.getIssuedAt(), again.getIssuedBy(), reason, frozen);
    }

    /** The same command again; a person's keeps the person's name, because it still is that person's word. */
    LambdaCommand repeated(String group, String why, Instant now) {
        return LambdaCommand.newBuilder()
                .setLambdaGroup(group)
                .setLambda(lambda)
                .setReason("repeated by the monitor, because " + why + "; as given: " + reason)
                .setReportId(null)
                .setIssuedBy(byHand() ? by : MONITOR)
                .setIssuedAt(now)
                .setFrozen(frozen)
                .build();
    }
}
