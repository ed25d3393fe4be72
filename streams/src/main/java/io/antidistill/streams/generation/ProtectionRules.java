package io.antidistill.streams.generation;

import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.KillSwitch;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.extraction.ClientRiskLevels;
import io.antidistill.streams.extraction.RiskStanding;
import io.antidistill.streams.policy.ControlTable.Entry;
import io.antidistill.streams.policy.DefaultPolicies;
import io.antidistill.streams.policy.LambdaResolution;
import io.antidistill.streams.policy.PolicyCatalogue;
import io.antidistill.streams.policy.ResolvedLambda;
import io.antidistill.streams.policy.ResolvedPolicy;
import java.time.Instant;

/**
 * Which policy and λ apply to whom, by what the control tables say now. The stream and {@code policy explain} both ask
 * here, so that they cannot differ.
 *
 * <p>As thread-safe as its tables. Every method may throw what they throw.
 */
public final class ProtectionRules {
    private final ControlTables tables;
    private final PolicyCatalogue policies;
    private final ClientRiskLevels risks;

    /** Reads those tables at each question. */
    public ProtectionRules(ControlTables tables) {
        this.tables = tables;
        this.policies = new PolicyCatalogue(tables.policies());
        this.risks = new ClientRiskLevels(tables.clientRisk());
    }

    /** What a customer gets. Nothing that the asker writes beyond these names has a say. */
    public Protection forCustomer(String tenant, String client, String context, Instant now) {
        ResolvedPolicy resolved = policies.policyFor(tenant, context);
        return protection(resolved, resolved.policy().getLambdaGroup(), tenant, client, now);
    }

    ResolvedPolicy policyFor(String tenant, String context) {
        return policies.policyFor(tenant, context);
    }

    Protection of(AskedPrompt asked, Instant now) {
        String tenant = asked.event().getTenant();
        String client = asked.event().getClient();
        String context = asked.event().getContext();
        return asked.probeGroup() == null
                ? forCustomer(tenant, client, context, now)
                : forProbe(asked, policies.policyFor(tenant, context), now);
    }

    /** A probe is sampled as customers of the group are, whatever context it names. */
    private Protection forProbe(AskedPrompt asked, ResolvedPolicy own, Instant now) {
        String group = asked.probeGroup();
        boolean fits = own.policy().getLambdaGroup().equals(group);
        ResolvedPolicy resolved = fits ? own : policies.policyOfGroup(group);
        if (asked.probePurpose() == ProbePurpose.CLEAN_REFERENCE) {
            ResolvedLambda none = ResolvedLambda.none("clean reference for the monitor");
            RiskStanding monitor = new RiskStanding(RiskLevel.NORMAL, "the monitor's own");
            return new Protection(resolved, group, monitor, none);
        }
        return protection(
                resolved, group, asked.event().getTenant(), asked.event().getClient(), now);
    }

    private Protection protection(ResolvedPolicy resolved, String group, String tenant, String client, Instant now) {
        DefensePolicy policy = resolved.policy();
        RiskStanding risk = risks.of(tenant, client, now);
        // Nobody has decided anything about what is unknown or invalid: no switch reaches it.
        boolean strictest = resolved.key().equals(DefaultPolicies.STRICTEST_KEY);
        Entry<KillSwitch> kill =
                strictest ? Entry.absent() : tables.killSwitches().get(group);
        ResolvedLambda lambda =
                LambdaResolution.resolve(policy, group, tables.lambda().get(group), risk.level(), kill);
        return new Protection(resolved, group, risk, lambda);
    }
}
