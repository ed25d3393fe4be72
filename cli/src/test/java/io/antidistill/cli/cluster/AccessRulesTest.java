package io.antidistill.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.cluster.AccessRules.Role;
import io.antidistill.schema.Topics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AccessRulesTest {
    private static final AccessRules RULES =
            AccessRules.of("acme.", Topics.of("acme.", Map.of("schema.registry.url", "mock://access-rules")));

    @ParameterizedTest
    @CsvSource({
        "traces, STREAMS",
        "trace-audit, STREAMS",
        "probe-traces, STREAMS",
        "dead-letters, STREAMS",
        "probe-prompts, MONITOR",
        "probe-reports, MONITOR",
        "policies, OPERATOR",
        "kill-switches, OPERATOR"
    })
    void whatOnePartSaysNoOtherCanForge(String topic, Role only) {
        assertThat(whoMay(AclOperation.WRITE, "acme." + topic)).containsExactly(only);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void nobodyMayDoWhatIsNotNamedOrTouchAnotherInstallation(Role role) {
        assertThat(RULES.of(role)).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.resource().name()).startsWith("acme.").isNotEqualTo("acme.");
            assertThat(rule.operations()).doesNotContain(AclOperation.ALL, AclOperation.ALTER, AclOperation.ANY);
            assertThat(rule.resource().resourceType())
                    .isIn(ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID);
        });
    }

    @Test
    void cleanReferencesAreReadByTheMonitorAndOperatorsOnly() {
        assertThat(whoMay(AclOperation.READ, "acme.probe-traces"))
                .containsExactlyInAnyOrder(Role.MONITOR, Role.OPERATOR);
    }

    @Test
    void aRuleReadsAsArgumentsOfKafkasOwnTool() {
        AccessRule rule = new AccessRule(
                new ResourcePattern(ResourceType.TRANSACTIONAL_ID, "acme.antidistill-", PatternType.PREFIXED),
                List.of(AclOperation.WRITE, AclOperation.DESCRIBE));
        assertThat(rule.arguments("User:CN=streams,O=Acme"))
                .isEqualTo("--allow-principal 'User:CN=streams,O=Acme' --operation Write --operation Describe"
                        + " --resource-pattern-type prefixed --transactional-id acme.antidistill-");
    }

    private static Set<Role> whoMay(AclOperation operation, String topic) {
        return Set.of(Role.values()).stream()
                .filter(role -> RULES.of(role).stream()
                        .anyMatch(rule -> rule.resource().resourceType() == ResourceType.TOPIC
                                && rule.operations().contains(operation)
                                && covers(rule.resource(), topic)))
                .collect(Collectors.toSet());
    }

    private static boolean covers(ResourcePattern pattern, String name) {
        return pattern.patternType() == PatternType.PREFIXED
                ? name.startsWith(pattern.name())
                : name.equals(pattern.name());
    }
}
