package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.antidistill.model.TorchRuntime;
import io.antidistill.monitor.MonitorApp;
import io.antidistill.monitor.MonitorProperties;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.TraceAudit;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream that has lost sight of λ, on a real broker: the monitor sees it by the audits and commands λ again. */
class LambdaFaultOnBrokerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void lambdaThatIsNotInForceIsCommandedAgainAsItsAuthorGaveIt() throws Exception {
        Properties properties = new Properties();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (LocalCluster cluster = new LocalCluster(directory);
                TorchRuntime runtime = TorchRuntime.open();
                CommittedReader<LambdaCommand> commands = new CommittedReader<>(
                        cluster.bootstrap(), cluster.topics().lambda())) {
            cluster.command(4);
            properties.put("bootstrap.servers", cluster.bootstrap());
            try (MonitorApp monitor = MonitorApp.start(
                    MonitorProperties.read(properties, Path.of("../models/tiny/student")),
                    cluster.topics(),
                    properties,
                    runtime,
                    meters)) {
                // What comes before the monitor has read everything says nothing of now: so the fault goes on.
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                    sampleUnprotected(cluster);
                    return commands.rest().size() > 1;
                });
                assertThat(monitor.ended()).isNotDone();
            }
            List<LambdaCommand> given = commands.rest();
            assertThat(given.get(1).getLambda()).isEqualTo(4);
            assertThat(given.get(1).getIssuedBy()).isEqualTo("tester");
            assertThat(given.get(1).getReason())
                    .startsWith("repeated by the monitor, because ")
                    .contains("sampled at a commanded lambda of 0.000, not of 4.000")
                    .endsWith("as given: test");
            assertThat(meters.get("antidistill.monitor.lambda.faults").counter().count())
                    .isGreaterThanOrEqualTo(1);
        }
    }

    private void sampleUnprotected(LocalCluster cluster) throws Exception {
        for (int i = 0; i < 4; i++) {
            String id = "customer-" + asked.incrementAndGet();
            TraceAudit audit = MonitorOnBrokerTest.audit(id);
            audit.setLambda(0);
            audit.setCommandedLambda(0.0);
            cluster.send(cluster.topics().traces(), id, MonitorOnBrokerTest.trace(id, "how many? " + id, "4"))
                    .get();
            cluster.send(cluster.topics().traceAudit(), id, audit).get();
        }
    }
}
