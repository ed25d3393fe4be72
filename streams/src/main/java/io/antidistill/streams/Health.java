package io.antidistill.streams;

import java.util.Optional;

/**
 * The stream at one moment.
 *
 * @param state Kafka Streams' own word
 * @param live whether prompts are read, or will be once a rebalance is over, and an engine answers them; false, too, once the clock was set back
 * @param engineHealthy whether the engine takes requests
 * @param pending prompts of this instance without an answer
 * @param threadDeaths stream threads that died since the start
 * @param lastProblem what the last of them died of, or that the clock was set back
 */
public record Health(
        String state,
        boolean live,
        boolean engineHealthy,
        int pending,
        int threadDeaths,
        Optional<String> lastProblem) {}
