package io.antidistill.engine;

/** Who waits for a slot behind whom. It has no say over a request that has one: nobody is interrupted for another. */
public enum Priority {
    /** May wait: work in bulk, probes. */
    LOW,
    /** The usual. */
    NORMAL,
    /** Somebody is waiting for it. */
    HIGH
}
