package io.antidistill.tests;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker as Apache ships it and a registry as Confluent ships it. Has never been run: no Docker engine was at hand. */
@EnabledIf(
        value = "dockerAnswers",
        disabledReason = "no Docker engine answers here; start one to run these tests on " + ContainerPlatformTest.KAFKA
                + " and " + ContainerPlatformTest.REGISTRY)
class ContainerPlatformTest extends PlatformContract {
    static final String KAFKA = "apache/kafka:4.1.1";
    static final String REGISTRY = "confluentinc/cp-schema-registry:8.0.0";
    private static final String INSIDE = "broker:19092";
    private static final int REGISTRY_PORT = 8081;

    private static Network network;
    private static KafkaContainer kafka;
    private static GenericContainer<?> registry;

    static boolean dockerAnswers() {
        return DockerClientFactory.instance().isDockerAvailable();
    }

    @BeforeAll
    @SuppressWarnings("resource") // closed below
    static void start() {
        network = Network.newNetwork();
        kafka = new KafkaContainer(KAFKA).withNetwork(network).withListener(INSIDE);
        kafka.start();
        registry = new GenericContainer<>(DockerImageName.parse(REGISTRY))
                .withNetwork(network)
                .withEnv("SCHEMA_REGISTRY_HOST_NAME", "registry")
                .withEnv("SCHEMA_REGISTRY_LISTENERS", "http://0.0.0.0:" + REGISTRY_PORT)
                .withEnv("SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS", "PLAINTEXT://" + INSIDE)
                .withExposedPorts(REGISTRY_PORT)
                .waitingFor(Wait.forHttp("/subjects").forStatusCode(200));
        registry.start();
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @Override
    String bootstrap() {
        return kafka.getBootstrapServers();
    }

    @Override
    String registry() {
        return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT);
    }
}
