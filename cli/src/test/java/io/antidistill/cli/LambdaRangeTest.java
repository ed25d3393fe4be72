package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.streams.policy.DefaultPolicies;
import org.junit.jupiter.api.Test;

class LambdaRangeTest {
    @Test
    void spansWhatAnyPolicyOfTheGroupLetsThroughAfterItsMultiplier() {
        LambdaRange range =
                LambdaRange.of("standard", DefaultPolicies.byContext().values());
        assertThat(range).isEqualTo(new LambdaRange("standard", 0.4, 16));
        range.check(0.4);
        range.check(16);
        assertThatThrownBy(() -> range.check(16.1))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("0.4000 to 16.00");
    }

    @Test
    void unknownGroupIsNamedWithThoseThatExist() {
        assertThatThrownBy(() -> LambdaRange.of("x", DefaultPolicies.byContext().values()))
                .hasMessageContaining("standard");
    }
}
