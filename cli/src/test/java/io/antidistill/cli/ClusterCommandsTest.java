package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.streams.policy.DefaultPolicies;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Prompts, policies, λ and traces on a cluster. */
class ClusterCommandsTest extends CommandsOnACluster {
    @Test
    void producesPromptsWithTheirIdsAsKeys() throws Exception {
        Path file = Files.writeString(
                data.resolve("prompts.jsonl"),
                "{\"promptId\":\"p1\",\"prompt\":\"a\"}\n{\"promptId\":\"p2\",\"prompt\":\"b\"}\n");
        assertThat(run("produce", "--file", file.toString())).isZero();
        assertThat(LatestValues.read(cluster, cluster.topics().prompts()))
                .containsOnlyKeys("p1", "p2")
                .allSatisfy((id, prompt) -> assertThat(prompt.getPromptId()).isEqualTo(id));
    }

    @Test
    void changesOnlyWhatIsNamedInAPolicyAndCountsItsVersion() {
        assertThat(run("policy", "set", "premium", "--lambda-max", "6", "--truncate", "last"))
                .isZero();
        var policy = LatestValues.read(cluster, cluster.topics().policies()).get("premium");
        assertThat(policy.getLambdaMax()).isEqualTo(6);
        assertThat(policy.getTruncation()).isEqualTo(io.antidistill.schema.Truncation.TILT_THEN_TRUNCATE);
        assertThat(policy.getVersion()).isEqualTo(2);
        assertThat(policy.getLambdaMin())
                .isEqualTo(DefaultPolicies.byContext().get("premium").getLambdaMin());
    }

    @Test
    void newPolicyStartsFromTheOneNamed() {
        assertThat(run("policy", "set", "acme/premium", "--like", "premium", "--tau", "0.7"))
                .isZero();
        assertThat(run("policy", "get", "acme/premium")).isZero();
        assertThat(out.toString()).contains("\"tau\" : 0.7", "\"version\" : 1", "\"lambdaMax\" : 8.0");
    }

    @Test
    void refusesAPolicyThatIsNotValid() {
        assertThat(run("policy", "set", "premium", "--tau", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("tau").hasLineCount(1);
        assertThat(LatestValues.read(cluster, cluster.topics().policies())
                        .get("premium")
                        .getTau())
                .isEqualTo(0.9);
    }

    @Test
    void listsEveryPolicy() {
        assertThat(run("policy", "list")).isZero();
        assertThat(out.toString())
                .contains(DefaultPolicies.byContext().keySet())
                .contains("the strictest");
    }

    @Test
    void setsLambdaWithinTheRangeOfItsGroup() {
        assertThat(run("lambda", "set", "standard", "3.5", "--reason", "a test"))
                .isZero();
        assertThat(run("lambda", "get", "standard", "--json")).isZero();
        assertThat(out.toString()).contains("\"lambda\":3.5", "\"reason\":\"a test\"", "\"reportId\":null");
    }

    @Test
    void freezesAGroupWhereItIsAndGivesItBack() {
        assertThat(run("lambda", "freeze", "standard")).as("without a reason").isEqualTo(2);
        assertThat(run("lambda", "freeze", "nowhere", "--reason", "r")).isEqualTo(1);
        assertThat(run("lambda", "set", "standard", "3")).isZero();
        assertThat(run("lambda", "freeze", "standard", "--reason", "an exam runs"))
                .isZero();
        assertThat(run("lambda", "set", "standard", "4")).isZero();
        assertThat(run("lambda", "get", "standard")).isZero();
        assertThat(out.toString()).contains("frozen at 3.00000", "standard  4.00000", "FROZEN");

        out.getBuffer().setLength(0);
        assertThat(run("lambda", "unfreeze", "standard", "--reason", "exam over"))
                .isZero();
        assertThat(run("lambda", "get", "standard", "--json")).isZero();
        assertThat(out.toString()).contains("\"lambda\":4.0", "\"frozen\":false", "exam over");
    }

    @Test
    void killsAndRevivesAGroupForAReason() {
        assertThat(run("lambda", "kill", "standard")).as("without a reason").isEqualTo(2);
        assertThat(run("lambda", "kill", "nowhere", "--reason", "r")).isEqualTo(1);
        assertThat(run("lambda", "kill", "standard", "--reason", "garbled answers"))
                .isZero();
        assertThat(explain("acme", "reasoning-long", "carol")).isZero();
        assertThat(run("lambda", "get", "standard")).isZero();
        assertThat(out.toString())
                .contains("NOT PROTECTED", "lambda      0.0", "kill switch of group 'standard'", "KILLED by")
                .contains(": garbled answers");
        out.getBuffer().setLength(0);
        assertThat(run("lambda", "revive", "standard", "--reason", "fixed")).isZero();
        assertThat(explain("acme", "reasoning-long", "carol", "--json")).isZero();
        assertThat(out.toString()).contains("\"killed\":false").doesNotContain("\"lambda\":0.0");
    }

    @Test
    void refusesLambdaThatIsNegativeNotANumberOrOutOfRange() {
        for (String bad : new String[] {"-1", "NaN", "Infinity", "17", "0", "two"}) {
            err.getBuffer().setLength(0);
            assertThat(run("lambda", "set", "standard", bad)).as(bad).isNotZero();
            assertThat(err.toString()).as(bad).startsWith("antidistill: ").hasLineCount(1);
        }
        assertThat(run("lambda", "set", "evaluation", "1")).isEqualTo(1);
        assertThat(run("lambda", "set", "nowhere", "1")).isEqualTo(1);
        assertThat(err.toString()).contains("no policy uses the lambda group nowhere", "standard");
    }

    @Test
    void namesARecordThatCannotBeReadAndGoesOn() throws Exception {
        sendRaw("traces", "k", "not avro".getBytes(StandardCharsets.UTF_8));
        assertThat(run("traces")).isZero();
        assertThat(err.toString()).contains("left out a record of traces").hasLineCount(1);
    }

    @Test
    void missingTopicIsNamed() {
        assertThat(run("traces", "--prefix", "other.")).isEqualTo(1);
        assertThat(err.toString()).contains("other.traces", "--prefix").hasLineCount(1);
    }
}
