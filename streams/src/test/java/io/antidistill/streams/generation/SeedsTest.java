package io.antidistill.streams.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Resample;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedsTest {
    private static final Salt SALT = Salt.of("a salt for the tests of seeds");

    @Test
    void isTheSameEveryTime() {
        // Computed once: a change of this number changes the noise of every prompt after an upgrade.
        assertThat(seed(SALT, prompt("p1", "acme", "bob", "How many apples?"), 1, Resample.STABLE))
                .isEqualTo(-4921628332641057744L);
    }

    @Test
    void doesNotChangeWithSpacingCaseOrInvisibleCharacters() {
        long seed = stable("How many apples?");
        assertThat(stable("  how   MANY\n\tapples?  ")).isEqualTo(seed);
        assertThat(stable("How\u00a0many app\u200bles\uff1f")).isEqualTo(seed);
        assertThat(stable("How many pears?")).isNotEqualTo(seed);
    }

    @Test
    void dependsOnWhoAsksOnThePolicyVersionAndOnTheSecret() {
        PromptEvent prompt = prompt("p1", "acme", "bob", "How many?");
        long seed = seed(SALT, prompt, 1, Resample.STABLE);
        assertThat(seed(SALT, prompt("p1", "acme", "eve", "How many?"), 1, Resample.STABLE))
                .isNotEqualTo(seed);
        assertThat(seed(SALT, prompt("p1", "acmeb", "ob", "How many?"), 1, Resample.STABLE))
                .isNotEqualTo(seed);
        assertThat(seed(SALT, prompt, 2, Resample.STABLE)).isNotEqualTo(seed);
        assertThat(seed(Salt.of("another salt for the tests"), prompt, 1, Resample.STABLE))
                .isNotEqualTo(seed);
    }

    @Test
    void dependsOnThePromptIdOnlyWhereThePolicyAllowsFreshSamples() {
        PromptEvent one = prompt("p1", "acme", "bob", "How many?");
        PromptEvent two = prompt("p2", "acme", "bob", "How many?");
        assertThat(seed(SALT, one, 1, Resample.STABLE)).isEqualTo(seed(SALT, two, 1, Resample.STABLE));
        assertThat(seed(SALT, one, 1, Resample.FRESH)).isNotEqualTo(seed(SALT, two, 1, Resample.FRESH));
    }

    @Test
    void refusesAShortSaltAndNeverShowsOne() {
        assertThatThrownBy(() -> Salt.of("short"))
                .hasMessageContaining("at least 16 bytes")
                .hasMessageNotContaining("short ");
        assertThatThrownBy(() -> Salt.of(null)).hasMessageContaining("at least 16 bytes");
        assertThat(SALT.toString()).doesNotContain("tests");
        assertThat(Salt.of(Salt.random())).isNotNull();
    }

    private static long stable(String question) {
        return seed(SALT, prompt("p1", "acme", "bob", question), 1, Resample.STABLE);
    }

    private static long seed(Salt salt, PromptEvent prompt, int version, Resample resample) {
        return Seeds.seed(salt, prompt, version, resample);
    }

    private static PromptEvent prompt(String id, String tenant, String client, String question) {
        return new PromptEvent(id, tenant, client, "chat", List.of(new Message("user", question)), null, Instant.EPOCH);
    }
}
