package io.antidistill.monitor;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives every partition to one member of a group: the one that has them already, so that a newcomer deposes nobody.
 * Made by Kafka's consumer; belongs to its thread.
 */
public final class IncumbentAssignor implements ConsumerPartitionAssignor {
    private boolean incumbent;

    @Override
    public String name() {
        return "antidistill-incumbent";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return ByteBuffer.wrap(new byte[] {(byte) (incumbent ? 1 : 0)});
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
        Map<String, Subscription> members = group.groupSubscription();
        String elected = members.keySet().stream()
                .min(Comparator.comparing((String member) -> !isIncumbent(members.get(member)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        Map<String, Assignment> assignments = new HashMap<>();
        members.forEach((member, subscription) -> assignments.put(
                member, new Assignment(member.equals(elected) ? all(cluster, subscription.topics()) : List.of())));
        return new GroupAssignment(assignments);
    }

    private static boolean isIncumbent(Subscription subscription) {
        ByteBuffer data = subscription.userData();
        return data != null && data.remaining() > 0 && data.get(data.position()) == 1;
    }

    private static List<TopicPartition> all(Cluster cluster, Collection<String> topics) {
        return topics.stream()
                .flatMap(topic -> cluster.partitionsForTopic(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
        incumbent = !assignment.partitions().isEmpty();
    }
}
