package io.antidistill.monitor;

/**
 * As how many clients the thief asks, for the attack that keeps the best of several answers. Immutable, validated at construction.
 *
 * @param clients 1: none but the customer whose trace lies in the window
 * @param promptsPerRound most of a window's prompts that are asked again by all the others, per group and round
 */
public record ThiefClients(int clients, int promptsPerRound) {
    private static final int MOST_CLIENTS = 16;

    public ThiefClients {
        if (clients < 1 || clients > MOST_CLIENTS) {
            throw new IllegalArgumentException("invalid value " + clients
                    + " for attack.best-of-several.clients: it must lie within 1 and " + MOST_CLIENTS);
        }
        if (promptsPerRound < 1) {
            throw new IllegalArgumentException(
                    "invalid value " + promptsPerRound + " for attack.best-of-several.prompts: it must be at least 1");
        }
    }

    /** Asks as nobody else. */
    static ThiefClients none() {
        return new ThiefClients(1, 32);
    }

    /** How many answers that makes. */
    int mostPerRound() {
        return (clients - 1) * promptsPerRound;
    }
}
