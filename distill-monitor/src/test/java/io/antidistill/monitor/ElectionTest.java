package io.antidistill.monitor;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

class ElectionTest {
    @Test
    void refusesToWaitForATopicThatDoesNotExist() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
        consumer.updatePartitions("lambda", List.of());

        try (Election election = new Election(consumer, "lambda")) {
            assertThatThrownBy(election::requireTopic)
                    .hasMessageContaining("topic lambda does not exist: start the streams service first");
        }
    }
}
