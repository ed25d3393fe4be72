package io.antidistill.streams;

import io.antidistill.engine.TraceGenerator;
import io.antidistill.schema.Topics;
import io.antidistill.streams.generation.ModelIdentity;
import io.antidistill.streams.generation.PromptEncoder;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/** The control of the fault suite: the stream as it would be without transactions. No operator can get there. */
public final class AtLeastOnceStream {
    private AtLeastOnceStream() {}

    /** As {@link StreamsApp#start}, but with the weaker guarantee. */
    public static StreamsApp start(
            ProtectionConfig config,
            TraceGenerator engine,
            PromptEncoder encoder,
            ModelIdentity models,
            Topics topics,
            Properties kafka,
            MeterRegistry meters) {
        Properties settings = KafkaSettings.of(config, kafka);
        settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        return StreamsApp.startWith(settings, config, engine, encoder, models, topics, meters);
    }
}
