package io.antidistill.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Notices when a group's traces are sampled under another lambda than was commanded. It goes by the commands that the
 * audits name and by the monitor's own clock, so that clocks which differ do no harm. One thread at a time.
 */
final class LambdaWatch {
    /** So few could be prompts that were given up and asked again. */
    private static final int LEAST_STRAYS = 8;

    /** A prompt that was handed over before a command may take so long until its trace is here. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private final Deque<Past> pasts = new ArrayDeque<>();
    private LambdaInForce commanded;
    private double strayed;
    private int strays;

    /** A lambda that was in force until then. */
    private record Past(double lambda, Instant until) {}

    /**
     * @param arrived how many new traces have come since the last look, by the lambda that their audits name
     * @return what is wrong, if anything is
     */
    Optional<String> look(LambdaInForce inForce, Map<Double, Integer> arrived, Instant now) {
        if (commanded == null) {
            // What has come until now was sampled under whatever was in force before this monitor began to look.
            commanded = inForce;
            return Optional.empty();
        }
        if (commanded.lambda() != inForce.lambda()) {
            excuse(commanded.lambda(), now);
        }
        commanded = inForce;
        pasts.removeIf(past -> past.until().plus(GRACE).isBefore(now));
        arrived.forEach((lambda, count) -> {
            if (lambda != inForce.lambda() && pasts.stream().noneMatch(past -> past.lambda() == lambda)) {
                strays += count;
                strayed = lambda;
            }
        });
        return strays < LEAST_STRAYS
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%d traces were sampled at a commanded lambda of %.4g, not of %.4g",
                        strays,
                        strayed,
                        inForce.lambda()));
    }

    /** The command was given again: what is still under way counts no more. */
    void putRight(Instant now) {
        excuse(strayed, now);
    }

    private void excuse(double lambda, Instant now) {
        pasts.addLast(new Past(lambda, now));
        strays = 0;
    }
}
