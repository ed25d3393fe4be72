package io.antidistill.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.streams.generation.GenerationSettings;
import io.antidistill.streams.generation.Salt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class StreamsAppSettingsTest {
    private static final ProtectionConfig CONFIG =
            ProtectionConfig.of("broker:9092", Path.of("state"), Salt.of("a salt for the tests"));

    @Test
    void passesKafkaPropertiesThroughExceptWhatExactlyOnceRestsOn() {
        Properties own = new Properties();
        own.setProperty("commit.interval.ms", "250");
        own.setProperty("security.protocol", "SSL");
        own.setProperty("session.timeout.ms", "20000");
        own.setProperty("processing.guarantee", "at_least_once");
        own.setProperty("consumer.isolation.level", "read_uncommitted");
        Properties settings = KafkaSettings.of(CONFIG.withInstanceId("one"), own);
        assertThat(settings)
                .containsEntry("commit.interval.ms", "250")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("session.timeout.ms", "20000")
                .containsEntry("processing.guarantee", "exactly_once_v2")
                .containsEntry("consumer.isolation.level", "read_committed")
                .containsEntry("consumer.group.instance.id", "one");
    }

    @Test
    void namesTheSettingThatIsWrong() {
        assertThatThrownBy(() -> CONFIG.withInstanceId("two words")).hasMessageContaining("for instanceId");
        assertThatThrownBy(() -> CONFIG.withTransactionTimeout(Duration.ofSeconds(1)))
                .hasMessageContaining("for transactionTimeout");
        assertThatThrownBy(() -> ProtectionConfig.of(" ", Path.of("state"), Salt.of("a salt for the tests")))
                .hasMessageContaining("for bootstrapServers");
        assertThatThrownBy(() -> GenerationSettings.defaults().withMaxPending(0))
                .hasMessageContaining("for maxPending");
        assertThat(CONFIG.toString()).doesNotContain("a salt");
    }

    @Test
    void replacesADeadThreadUnlessTheCauseWillStillBeThere() {
        ThreadDeaths deaths = new ThreadDeaths();
        assertThat(deaths.handle(new StreamsException(new SerializationException("registry gone"))))
                .isEqualTo(StreamThreadExceptionResponse.REPLACE_THREAD);
        assertThat(deaths.handle(new StreamsException(new TopicAuthorizationException("not yours"))))
                .isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        assertThat(deaths.count()).isEqualTo(2);
        assertThat(deaths.last()).isEqualTo(Optional.of(TopicAuthorizationException.class.getName() + ": not yours"));
    }
}
