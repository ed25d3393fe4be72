package io.antidistill.streams;

import io.antidistill.schema.Topics;
import io.antidistill.streams.detection.Observing;
import io.antidistill.streams.detection.Pronouncing;
import io.antidistill.streams.detection.Scoring;
import io.antidistill.streams.extraction.Observer;
import io.antidistill.streams.extraction.RiskThresholds;
import io.antidistill.streams.extraction.Scorer.Scored;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The detector: who asks as a thief would?
 *
 * <pre>
 *  traces ── observe ══ score clients, prefixes, tenants ─┬──────────────────┐
 *                                                         ═                  ├═ pronounce ── client-risk
 *                                                         score frames ──────┘
 * </pre>
 *
 * <p>A double line is a repartition: each subject is counted in one place, and each verdict has one writer. The first
 * scoring leaves out frames that are most of their tenant's use. Pins are not read: they lie under other keys, and the
 * stream that protects prefers them.
 */
final class ExtractionTopology {
    private ExtractionTopology() {}

    static Topology of(Topics topics, Observer observer, RiskThresholds thresholds) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Scored> subjects = builder.stream(
                        topics.traces().name(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
                .process(Observing.of(topics.traces(), observer), Named.as("observe"))
                .repartition(by("subject", Observing.serde()))
                .process(new Scoring("subject", thresholds), Named.as("score-subjects"));
        KStream<String, Scored> frames = subjects.flatMap((key, scored) -> Scoring.frames(scored))
                .repartition(by("frame", Observing.serde()))
                .process(new Scoring("frame", thresholds), Named.as("score-frames"));
        subjects.merge(frames)
                .flatMap((key, scored) -> Scoring.findings(scored))
                .repartition(by("verdict", Pronouncing.serde()))
                .process(new Pronouncing(), Named.as("pronounce"))
                .to(
                        topics.clientRisk().name(),
                        Produced.with(
                                topics.clientRisk().keySerde(),
                                topics.clientRisk().valueSerde()));
        return builder.build();
    }

    private static <V> Repartitioned<String, V> by(String name, Serde<V> values) {
        return Repartitioned.with(Serdes.String(), values).withName("by-" + name);
    }
}
