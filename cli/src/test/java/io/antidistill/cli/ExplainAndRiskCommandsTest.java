package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.cluster.LatestValues;
import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.policy.DefaultPolicies;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which protection somebody gets and why, and what the detector and people say of clients. */
class ExplainAndRiskCommandsTest extends CommandsOnACluster {
    @Test
    void explainsWhichPolicyAndLambdaApplyAsTheStreamWould() throws Exception {
        LatestValues.write(cluster, cluster.topics().lambda(), Map.of("explained", command("explained", 3)));
        DefensePolicy own = DefaultPolicies.byContext().get("premium");
        own.setLambdaGroup("explained");
        LatestValues.write(cluster, cluster.topics().policies(), Map.of("acme/premium", own));
        verdict("acme/bob", RiskLevel.ELEVATED);
        assertThat(explain("acme", "premium", "bob")).isZero();
        assertThat(out.toString())
                .contains("lambda      3.0", "command 3.0 by tester x policy 0.5 x risk ELEVATED 2.0")
                .contains("policy 'acme/premium' version 1", "acme/premium, premium", "group       explained")
                .contains("ELEVATED of client acme/bob (verdict on 'acme/bob' by detector until", "many alike");
    }

    @Test
    void explainsThatAnUnreadablePolicyCountsAsTheStrictest() throws Exception {
        sendRaw("policies", "broken", new byte[] {1, 2});
        try {
            assertThat(explain("acme", "broken", "bob", "--json")).isZero();
            assertThat(out.toString())
                    .contains("\"lambda\":32.0", "\"policyKey\":\"default\"", "\"policyInvalid\":true")
                    .contains("policy 'broken' cannot be read");
        } finally {
            sendRaw("policies", "broken", null);
        }
    }

    @Test
    void explainsThatNobodyAnswersAnImpossibleTenant() {
        assertThat(explain("a/b", "premium", "bob")).isEqualTo(1);
        assertThat(err.toString()).contains("INVALID_ID", "slash").hasLineCount(1);
    }

    @Test
    void aPinBeatsTheVerdictUntilItIsTakenBack() throws Exception {
        verdict("pinned/eve", RiskLevel.HIGH);
        assertThat(run("risk", "pin", "pinned/*", "elevated", "--reason", "under review"))
                .isZero();
        assertThat(explain("pinned", "premium", "eve")).isZero();
        assertThat(out.toString())
                .contains("ELEVATED of client pinned/eve (pinned for '/tenant/pinned' by", "under review");
        assertThat(run("risk", "clear", "pinned/eve")).isZero();
        assertThat(explain("pinned", "premium", "eve")).isZero();
        assertThat(out.toString()).contains("NORMAL of client pinned/eve");
        assertThat(run("risk", "unpin", "pinned/eve")).isZero();
        assertThat(run("risk", "unpin", "pinned/*")).isZero();
        assertThat(explain("pinned", "premium", "eve")).isZero();
        assertThat(out.toString()).contains("HIGH of client pinned/eve (verdict on");
        assertThat(run("risk", "unpin", "pinned/eve")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing is pinned for pinned/eve").hasLineCount(1);
    }

    @Test
    void listsVerdictsAndPinsWithWhatTheyRestOn() throws Exception {
        verdict("listed/eve", RiskLevel.HIGH);
        assertThat(run("risk", "pin", "listed/bob", "normal", "--hours", "1")).isZero();
        assertThat(run("risk", "list")).isZero();
        assertThat(out.toString())
                .contains("listed/eve  HIGH until", "by detector: many alike", "listed/bob  PINNED NORMAL until");
    }

    @Test
    void refusesToPinNobody() {
        assertThat(run("risk", "pin", "bob", "high")).isEqualTo(2);
        assertThat(run("risk", "pin", "acme/te*", "high")).isEqualTo(2);
        assertThat(run("risk", "pin", "acme/bob", "high", "--hours", "-1")).isEqualTo(2);
        assertThat(run("risk", "pin", "acme/bob", "immense")).isEqualTo(2);
    }

    private static void verdict(String client, RiskLevel level) {
        ClientRisk risk = ClientRisk.newBuilder()
                .setClient(client)
                .setLevel(level)
                .setEvidence("many alike")
                .setUntil(Instant.now().plusSeconds(600))
                .build();
        LatestValues.write(cluster, cluster.topics().clientRisk(), Map.of(client, risk));
    }

    private static LambdaCommand command(String group, double lambda) {
        return new LambdaCommand(group, lambda, "test", null, "tester", Instant.EPOCH, false);
    }
}
