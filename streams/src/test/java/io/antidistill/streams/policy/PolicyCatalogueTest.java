package io.antidistill.streams.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.DefensePolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyCatalogueTest {
    private static final DefensePolicy WIDE = Records.policy(1, 8, 1);
    private static final DefensePolicy OWN = Records.policy(2, 4, 1);

    @Test
    void prefersTheTenantsOwnPolicy() {
        PolicyCatalogue catalogue = Records.catalogue(Map.of("chat", WIDE, "acme/chat", OWN));
        assertThat(catalogue.policyFor("acme", "chat").policy()).isSameAs(OWN);
        assertThat(catalogue.policyFor("other", "chat").policy()).isSameAs(WIDE);
    }

    @Test
    void givesAnUnknownContextTheStrictestDefault() {
        assertStrictest(Records.catalogue(Map.of("chat", WIDE)).policyFor("acme", "unheard-of"), false);
    }

    @Test
    void givesAnInvalidPolicyTheStrictestDefaultEvenWhereAWiderOneIsValid() {
        DefensePolicy invalid = Records.policy(0, 4, 1);
        assertStrictest(
                Records.catalogue(Map.of("chat", WIDE, "acme/chat", invalid)).policyFor("acme", "chat"), true);
    }

    @Test
    void givesAnUnreadablePolicyTheStrictestDefault() {
        PolicyCatalogue catalogue =
                new PolicyCatalogue(Records.table(Map.of("chat", WIDE), Map.of("acme/chat", "cut short")));
        assertStrictest(catalogue.policyFor("acme", "chat"), true);
    }

    @Test
    void doesNotLetAContextNameAnotherTenantsPolicy() {
        PolicyCatalogue catalogue = Records.catalogue(Map.of("acme/chat", OWN));
        assertStrictest(catalogue.policyFor("other", "acme/chat"), false);
        assertStrictest(catalogue.policyFor("other/acme", "chat"), false);
    }

    @Test
    void doesNotLetTheStrictestDefaultBeReplaced() {
        assertStrictest(Records.catalogue(Map.of("default", WIDE)).policyFor("acme", "default"), false);
    }

    @Test
    void standsForAGroupByThePolicyThatFollowsItsLambdaMostClosely() {
        PolicyCatalogue catalogue = Records.catalogue(DefaultPolicies.byContext());
        assertThat(catalogue.policyOfGroup("standard").key()).isEqualTo("reasoning-long");
        assertThat(catalogue.policyOfGroup("evaluation").key()).isEqualTo("evaluation");
        assertStrictest(catalogue.policyOfGroup("unheard-of"), false);
    }

    @Test
    void noDefaultPolicyIsStricterThanTheStrictest() {
        assertThat(DefaultPolicies.byContext().values()).allSatisfy(policy -> assertThat(policy.getLambdaMax())
                .isLessThanOrEqualTo(DefaultPolicies.strictest().getLambdaMin()));
    }

    private static void assertStrictest(ResolvedPolicy resolved, boolean invalid) {
        assertThat(resolved.key()).isEqualTo(DefaultPolicies.STRICTEST_KEY);
        assertThat(resolved.policy()).isEqualTo(DefaultPolicies.strictest());
        assertThat(resolved.invalid()).isEqualTo(invalid);
    }
}
