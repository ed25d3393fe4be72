package io.antidistill.cli.cluster;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The least that each part of an installation must be allowed on its cluster. Whatever is not named here it must not be
 * able to do. Pure.
 */
public final class AccessRules {
    /** Who takes part. */
    public enum Role {
        /** The service {@code antidistill streams}. */
        STREAMS,
        /** The service {@code antidistill monitor}. */
        MONITOR,
        /** Whatever puts customers' prompts in and hands them their traces. */
        GATEWAY,
        /** People and their commands. */
        OPERATOR
    }

    private final String prefix;
    private final Topics topics;

    private AccessRules(String prefix, Topics topics) {
        this.prefix = prefix;
        this.topics = topics;
    }

    /** Those of the installation whose names begin with that prefix. */
    public static AccessRules of(String prefix, Topics topics) {
        return new AccessRules(prefix, topics);
    }

    /** What the role needs, one entry for each resource. */
    public List<AccessRule> of(Role role) {
        return switch (role) {
            case STREAMS -> streams();
            case MONITOR -> monitor();
            case GATEWAY -> gateway();
            case OPERATOR -> operator();
        };
    }

    private List<AccessRule> streams() {
        String id = ServiceNames.streams(prefix);
        return List.of(
                on(topics.prompts(), READ),
                on(topics.probePrompts(), READ),
                on(topics.policies(), READ),
                on(topics.lambda(), READ),
                on(topics.killSwitches(), READ),
                on(topics.clientRisk(), READ, WRITE),
                // The detector of extraction reads what was published.
                on(topics.traces(), READ, WRITE),
                on(topics.probeTraces(), WRITE),
                on(topics.traceAudit(), WRITE),
                on(topics.deadLetters(), WRITE),
                // Changelogs and repartitions; the stream makes them and purges what it has read.
                startingWith(ResourceType.TOPIC, id + "-", READ, WRITE, CREATE, DELETE),
                named(ResourceType.GROUP, id, READ),
                named(ResourceType.GROUP, id + "-extraction", READ),
                startingWith(ResourceType.TRANSACTIONAL_ID, id + "-", WRITE, DESCRIBE));
    }

    private List<AccessRule> monitor() {
        String id = ServiceNames.monitor(prefix);
        return List.of(
                on(topics.traces(), READ),
                on(topics.traceAudit(), READ),
                on(topics.probeTraces(), READ),
                on(topics.probePrompts(), WRITE),
                on(topics.lambda(), READ, WRITE),
                on(topics.probeReports(), READ, WRITE),
                named(ResourceType.GROUP, id, READ),
                named(ResourceType.GROUP, id + "-election", READ),
                named(ResourceType.TRANSACTIONAL_ID, id + "-publisher", WRITE, DESCRIBE));
    }

    private List<AccessRule> gateway() {
        return List.of(
                on(topics.prompts(), WRITE),
                on(topics.traces(), READ),
                startingWith(ResourceType.GROUP, ServiceNames.gateway(prefix), READ));
    }

    /** Nobody but the stream writes traces and audits: what they say can be relied on. */
    private List<AccessRule> operator() {
        List<String> writable = Stream.of(
                        topics.prompts(),
                        topics.policies(),
                        topics.lambda(),
                        topics.killSwitches(),
                        topics.clientRisk())
                .map(Topic::name)
                .toList();
        return topics.all().stream()
                .map(topic ->
                        writable.contains(topic.name()) ? on(topic, READ, WRITE, CREATE) : on(topic, READ, CREATE))
                .toList();
    }

    private static AccessRule on(Topic<?, ?> topic, AclOperation... operations) {
        return named(ResourceType.TOPIC, topic.name(), operations);
    }

    private static AccessRule named(ResourceType type, String name, AclOperation... operations) {
        return new AccessRule(new ResourcePattern(type, name, PatternType.LITERAL), Arrays.asList(operations));
    }

    private static AccessRule startingWith(ResourceType type, String name, AclOperation... operations) {
        return new AccessRule(new ResourcePattern(type, name, PatternType.PREFIXED), Arrays.asList(operations));
    }
}
