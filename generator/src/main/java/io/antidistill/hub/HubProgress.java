package io.antidistill.hub;

/** Hears how far a download has come, on the caller's thread. */
@FunctionalInterface
public interface HubProgress {
    /** So many of all bytes are there. */
    void at(long bytes, long ofBytes);
}
