package io.antidistill.monitor;

import java.util.Locale;

/** Which of a group's traces a window keeps. */
public enum WindowKeep {
    /** The latest. */
    LATEST,
    /** Of those under the lambda in force an even sample, so that a burst of one kind does not crowd out the rest. */
    RESERVOIR;

    /** The setting of this name, in any case. */
    static WindowKeep of(String text) {
        for (WindowKeep keep : values()) {
            if (keep.name().equals(text.toUpperCase(Locale.ROOT))) {
                return keep;
            }
        }
        throw new IllegalArgumentException(
                "invalid value " + text + " for monitor.window.keep: it must be latest or reservoir");
    }
}
