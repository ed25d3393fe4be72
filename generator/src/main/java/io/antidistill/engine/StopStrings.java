package io.antidistill.engine;

import java.util.List;

/**
 * Ends a text that comes in pieces before the first stop string that it would contain: the one that is complete first. What could be the
 * beginning of one is held back. How the text is cut into pieces makes no difference. Belongs to one thread.
 */
final class StopStrings {
    private final List<String> stops;
    private String held = "";
    private boolean stopped;

    StopStrings(List<String> stops) {
        this.stops = stops;
    }

    /** Takes the next piece; returns what can be shown now. Nothing after a stop string. */
    String feed(String piece) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < piece.length() && !stopped; i++) {
            held += piece.charAt(i);
            shown.append(release());
        }
        return shown.toString();
    }

    /** After one more character: what can be neither a stop string nor the beginning of one. */
    private String release() {
        int free = held.length();
        for (String stop : stops) {
            if (held.endsWith(stop)) {
                stopped = true;
                free = Math.min(free, held.length() - stop.length());
            }
        }
        if (!stopped) {
            free = 0;
            while (free < held.length() && !begins(held.substring(free))) {
                free++;
            }
        }
        String shown = held.substring(0, free);
        held = held.substring(free);
        return shown;
    }

    private boolean begins(String text) {
        return stops.stream().anyMatch(stop -> stop.startsWith(text));
    }

    /** Whether a stop string was found. */
    boolean stopped() {
        return stopped;
    }

    /** The text is over: what was held back for nothing. */
    String end() {
        String rest = stopped ? "" : held;
        held = "";
        return rest;
    }
}
