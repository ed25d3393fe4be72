package io.antidistill.cli.up;

import io.antidistill.cli.models.EngineSize;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.model.NumberType;
import io.antidistill.schema.PromptEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an embedded system is made of. Immutable.
 *
 * @param dataDirectory where everything is kept
 * @param tiny whether the models are those that come with the project
 * @param teacher directory of the model that answers
 * @param proxies the stand-ins for a thief's student, with their poison directions
 * @param dtype the number type that teacher and proxy compute in; empty for that of their files
 * @param size of the engine
 * @param monitored whether the monitor runs
 * @param detecting whether clients are watched for extraction
 * @param student directory of the probe student's base
 * @param problems JSON lines of question and answer that the monitor examines on; empty for its own
 * @param prompts to ask, each once; empty for the samples
 * @param samples JSON lines that the samples begin with
 * @param rate prompts per second
 * @param brokerPort 0 for the one of last time, or any free one
 * @param registryPort likewise
 * @param metricsPort where Prometheus may scrape
 * @param stopAfter traces after which the run may end; empty to go on until it is interrupted
 * @param timeoutSeconds after which a run that should end by itself gives up
 * @param further properties for the services, as in {@code --config}
 */
public record UpSettings(
        Path dataDirectory,
        boolean tiny,
        Path teacher,
        ProxyFiles proxies,
        Optional<NumberType> dtype,
        EngineSize size,
        boolean monitored,
        boolean detecting,
        Path student,
        Optional<Path> problems,
        Optional<List<PromptEvent>> prompts,
        Path samples,
        double rate,
        int brokerPort,
        int registryPort,
        Optional<Integer> metricsPort,
        Optional<Integer> stopAfter,
        long timeoutSeconds,
        Map<String, String> further) {
    public UpSettings {
        further = Map.copyOf(further);
        prompts = prompts.map(List::copyOf);
        require(rate > 0 && rate <= 1000, rate, "--rate", "it must be above 0 and at most 1000");
        require(timeoutSeconds > 0, timeoutSeconds, "--timeout", "it must be above 0");
        require(
                stopAfter.isEmpty() || stopAfter.get() > 0,
                stopAfter.orElse(null),
                "--stop-after",
                "it must be above 0");
        requirePort(brokerPort, "--broker-port");
        requirePort(registryPort, "--registry-port");
    }

    private static void requirePort(int port, String name) {
        require(port >= 0 && port <= 65_535, port, name, "it must lie within 0 and 65535");
    }

    private static void require(boolean holds, Object value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
