package io.antidistill.streams.generation;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.KillSwitch;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import io.antidistill.streams.policy.ControlTable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * What operators and the monitor have said: policies, λ commands, kill switches, verdicts on clients. Every instance holds all of it.
 *
 * @param policies by context, or tenant/context
 * @param lambda by λ group
 * @param killSwitches by λ group
 * @param clientRisk by tenant/client
 */
public record ControlTables(
        ControlTable<DefensePolicy> policies,
        ControlTable<LambdaCommand> lambda,
        ControlTable<KillSwitch> killSwitches,
        ControlTable<ClientRisk> clientRisk) {

    static final String POLICIES = "policies";
    static final String LAMBDA = "lambda";
    static final String KILL_SWITCHES = "kill-switches";
    static final String CLIENT_RISK = "client-risk";

    static ControlTables open(ProcessingContext context, Topics topics) {
        return new ControlTables(
                open(context, POLICIES, topics.policies()),
                open(context, LAMBDA, topics.lambda()),
                open(context, KILL_SWITCHES, topics.killSwitches()),
                open(context, CLIENT_RISK, topics.clientRisk()));
    }

    /** Store name to topic, for the topology; in a fixed order, because Kafka Streams numbers its nodes by it. */
    public static Map<String, Topic<String, ?>> stores(Topics topics) {
        Map<String, Topic<String, ?>> stores = new LinkedHashMap<>();
        stores.put(POLICIES, topics.policies());
        stores.put(LAMBDA, topics.lambda());
        stores.put(CLIENT_RISK, topics.clientRisk());
        stores.put(KILL_SWITCHES, topics.killSwitches());
        return stores;
    }

    /** What raw records outside a stream say, read exactly as the stream reads them. */
    public static ControlTables of(Topics topics, Snapshot snapshot) {
        return new ControlTables(
                of(topics.policies(), snapshot),
                of(topics.lambda(), snapshot),
                of(topics.killSwitches(), snapshot),
                of(topics.clientRisk(), snapshot));
    }

    /** Gives the latest record of each key of a topic. */
    public interface Snapshot {
        /** By key; without deleted keys. */
        Map<String, byte[]> latest(Topic<String, ?> topic);
    }

    private static <V> ControlTable<V> of(Topic<String, V> topic, Snapshot snapshot) {
        return new RawTable<>(topic, RawTable.Records.of(snapshot.latest(topic)));
    }

    private static <V> ControlTable<V> open(ProcessingContext context, String store, Topic<String, V> topic) {
        ReadOnlyKeyValueStore<String, ValueAndTimestamp<byte[]>> records = context.getStateStore(store);
        return new RawTable<>(topic, RawTable.Records.of(records));
    }
}
