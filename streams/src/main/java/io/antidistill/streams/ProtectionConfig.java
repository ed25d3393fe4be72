package io.antidistill.streams;

import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.Salt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the stream runs. Immutable; its text form does not show the salt.
 *
 * @param applicationId consumer group, transactional ids and internal topics are named after it; the same on every
 *     instance
 * @param instanceId a name of this instance that survives restarts, so that a restart needs no rebalance; empty for a
 *     member that is new each time
 * @param bootstrapServers the brokers
 * @param stateDirectory of this instance alone
 * @param salt the secret behind the seeds, the same on every instance
 * @param threads stream threads
 * @param transactionTimeout after which the broker gives up what a dead instance had begun; recovery waits for it
 * @param generation pace of the steps
 */
public record ProtectionConfig(
        String applicationId,
        Optional<String> instanceId,
        String bootstrapServers,
        Path stateDirectory,
        Salt salt,
        int threads,
        Duration transactionTimeout,
        GenerationSettings generation) {

    /** A wait in the processor must leave the transaction time for its commit. */
    private static final int SHARE_OF_TRANSACTION = 4;

    /** @throws IllegalArgumentException for a value outside its range */
    public ProtectionConfig {
        requireName(applicationId, "applicationId");
        instanceId.ifPresent(id -> requireName(id, "instanceId"));
        require(!bootstrapServers.isBlank(), bootstrapServers, "bootstrapServers", "name a broker as host:port");
        Objects.requireNonNull(stateDirectory, "stateDirectory");
        Objects.requireNonNull(salt, "salt");
        require(threads >= 1, threads, "threads", "at least one thread must run");
        require(
                transactionTimeout.compareTo(generation.longestWait().multipliedBy(SHARE_OF_TRANSACTION)) >= 0,
                transactionTimeout,
                "transactionTimeout",
                "it must be at least " + SHARE_OF_TRANSACTION + " times longestWait, " + generation.longestWait());
    }

    /** One thread, a transaction time-out of 10 seconds, a new member at each start. */
    public static ProtectionConfig of(String bootstrapServers, Path stateDirectory, Salt salt) {
        return new ProtectionConfig(
                "antidistill-streams",
                Optional.empty(),
                bootstrapServers,
                stateDirectory,
                salt,
                1,
                Duration.ofSeconds(10),
                GenerationSettings.defaults());
    }

    /** This configuration under that name on the cluster. */
    public ProtectionConfig withApplicationId(String id) {
        return new ProtectionConfig(
                id, instanceId, bootstrapServers, stateDirectory, salt, threads, transactionTimeout, generation);
    }

    /** This configuration with a name for the instance. */
    public ProtectionConfig withInstanceId(String id) {
        return new ProtectionConfig(
                applicationId,
                Optional.of(id),
                bootstrapServers,
                stateDirectory,
                salt,
                threads,
                transactionTimeout,
                generation);
    }

    /** This configuration with that many stream threads. */
    public ProtectionConfig withThreads(int count) {
        return new ProtectionConfig(
                applicationId,
                instanceId,
                bootstrapServers,
                stateDirectory,
                salt,
                count,
                transactionTimeout,
                generation);
    }

    /** This configuration with that time-out. */
    public ProtectionConfig withTransactionTimeout(Duration timeout) {
        return new ProtectionConfig(
                applicationId, instanceId, bootstrapServers, stateDirectory, salt, threads, timeout, generation);
    }

    /** This configuration with those settings. */
    public ProtectionConfig withGeneration(GenerationSettings settings) {
        return new ProtectionConfig(
                applicationId,
                instanceId,
                bootstrapServers,
                stateDirectory,
                salt,
                threads,
                transactionTimeout,
                settings);
    }

    private static void requireName(String value, String name) {
        require(
                value.matches("[a-zA-Z0-9._-]{1,200}"),
                "'" + value + "'",
                name,
                "only letters, digits, '.', '_' and '-', at most 200 of them");
    }

    private static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
