package io.antidistill.cli.cluster;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * What may be done with one resource. Immutable.
 *
 * @param resource a topic, group or transactional id, or all whose names begin alike
 * @param operations what may be done with it
 */
public record AccessRule(ResourcePattern resource, List<AclOperation> operations) {
    private static final String FROM_ANYWHERE = "*";
    private static final Map<ResourceType, String> OPTIONS = Map.of(
            ResourceType.TOPIC, "--topic",
            ResourceType.GROUP, "--group",
            ResourceType.TRANSACTIONAL_ID, "--transactional-id");

    public AccessRule {
        operations = List.copyOf(operations);
    }

    /** The rule as a broker keeps it, from any host, for a principal as Kafka writes it ({@code User:name}). */
    public Stream<AclBinding> bindings(String principal) {
        return operations.stream()
                .map(operation -> new AclBinding(
                        resource,
                        new AccessControlEntry(principal, FROM_ANYWHERE, operation, AclPermissionType.ALLOW)));
    }

    /** The rule as arguments of Kafka's own {@code kafka-acls.sh --add}. */
    public String arguments(String principal) {
        String pattern = resource.patternType() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
        return "--allow-principal " + quoted(principal) + operationArguments() + pattern + " "
                + OPTIONS.get(resource.resourceType()) + " " + quoted(resource.name());
    }

    private String operationArguments() {
        return operations.stream()
                .map(operation -> " --operation " + SecurityUtils.operationName(operation))
                .collect(Collectors.joining());
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9._:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
