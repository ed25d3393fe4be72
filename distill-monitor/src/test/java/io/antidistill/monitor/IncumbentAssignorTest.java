package io.antidistill.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.junit.jupiter.api.Test;

class IncumbentAssignorTest {
    private static final Node NODE = new Node(0, "localhost", 9092);
    private final Cluster cluster =
            new Cluster("c", List.of(NODE), List.of(partition(0), partition(1)), Set.of(), Set.of());
    private final IncumbentAssignor first = new IncumbentAssignor();
    private final IncumbentAssignor second = new IncumbentAssignor();

    @Test
    void electsOneOfTheNewcomers() {
        assertThat(elected(Map.of("a", first, "b", second))).containsExactly("a");
    }

    @Test
    void deposesNobodyForANewcomer() {
        elected(Map.of("b", second));

        assertThat(elected(Map.of("a", first, "b", second))).containsExactly("b");
    }

    @Test
    void electsAnotherWhenTheIncumbentHasLeft() {
        elected(Map.of("a", first, "b", second));

        assertThat(elected(Map.of("b", second))).containsExactly("b");
    }

    /** Members with partitions after a rebalance of which all of them hear. */
    private Set<String> elected(Map<String, IncumbentAssignor> members) {
        Map<String, Subscription> subscriptions = members.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        member -> new Subscription(
                                List.of("lambda"), member.getValue().subscriptionUserData(Set.of("lambda")))));
        Map<String, Assignment> assigned = members.values()
                .iterator()
                .next()
                .assign(cluster, new GroupSubscription(subscriptions))
                .groupAssignment();
        members.forEach((name, assignor) -> assignor.onAssignment(assigned.get(name), null));
        assertThat(assigned.values())
                .allMatch(a -> a.partitions().isEmpty() || a.partitions().size() == 2);
        return assigned.entrySet().stream()
                .filter(entry -> !entry.getValue().partitions().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static PartitionInfo partition(int number) {
        return new PartitionInfo("lambda", number, NODE, new Node[] {NODE}, new Node[] {NODE});
    }
}
