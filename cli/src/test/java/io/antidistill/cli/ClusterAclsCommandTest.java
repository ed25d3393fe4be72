package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ClusterAclsCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void printsARulePerResourceForThoseWhoAreNamedWithoutAskingACluster() {
        assertThat(run("cluster", "acls", "--prefix", "acme.", "--gateway", "shop"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "--allow-principal User:shop --operation Write --topic acme.prompts",
                        "--allow-principal User:shop --operation Read --topic acme.traces",
                        "--allow-principal User:shop --operation Read --resource-pattern-type prefixed --group acme.gateway");
    }

    @Test
    void takesPrincipalsAsKafkaWritesThem() {
        assertThat(run("cluster", "acls", "--monitor", "User:CN=monitor,O=Acme"))
                .isZero();
        assertThat(out.toString().lines())
                .allMatch(line -> line.startsWith("--allow-principal 'User:CN=monitor,O=Acme' "));
    }

    @Test
    void rulesForNobodyAreWrongUsage() {
        assertThat(run("cluster", "acls")).isEqualTo(2);
        assertThat(err.toString()).contains("--streams", "--operator").hasLineCount(1);
    }

    private int run(String... arguments) {
        return Antidistill.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
