package io.antidistill.streams.extraction;

import java.util.Arrays;

/**
 * How many prompts clients have in one slice of time: a histogram over powers of two. Immutable; 192 bytes.
 *
 * <p>Each stream task keeps its own, of the clients that hashing gave it: a random part of all.
 */
public final class Population {
    private static final int BINS = 24;

    /** Fewer clients are no population. */
    private static final long FEWEST = 20;

    /** Without a population, and the most that many accounts of one thief can make others look like. */
    private static final double USUAL = 8;

    private static final double MOST = 32;

    /** Nobody. */
    public static final Population NONE = new Population(new long[BINS]);

    private final long[] clients;

    private Population(long[] clients) {
        this.clients = clients;
    }

    /** What {@link #clients()} gave. */
    public static Population of(long[] clients) {
        return new Population(Arrays.copyOf(clients, BINS));
    }

    /** After a client's count went up to that. */
    public Population counted(long count) {
        int now = bin(count);
        if (count > 1 && bin(count - 1) == now) {
            return this;
        }
        long[] moved = clients.clone();
        moved[now]++;
        if (count > 1) {
            moved[bin(count - 1)]--;
        }
        return new Population(moved);
    }

    /** Both together. */
    public Population plus(Population other) {
        long[] sum = clients.clone();
        Arrays.setAll(sum, i -> sum[i] + other.clients[i]);
        return new Population(sum);
    }

    /** The median of clients' counts, held within bounds. */
    public double typical() {
        long all = Arrays.stream(clients).sum();
        if (all < FEWEST) {
            return USUAL;
        }
        long below = 0;
        int median = 0;
        while (2 * (below + clients[median]) < all) {
            below += clients[median++];
        }
        return Math.min(MOST, Math.max(USUAL, Math.scalb(1.5, median)));
    }

    /** Per power of two, for storing. */
    public long[] clients() {
        return clients.clone();
    }

    private static int bin(long count) {
        return Math.min(BINS - 1, Long.SIZE - 1 - Long.numberOfLeadingZeros(count));
    }
}
