package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.streams.extraction.RiskKeys;
import io.antidistill.streams.generation.AskerNames;
import java.util.Optional;

/** Whom a risk command is about, as people write it: {@code acme/bob}, {@code acme/team-*} or {@code acme/*}. Pure. */
final class RiskSubject {
    private RiskSubject() {}

    /**
     * The key on {@code client-risk}.
     *
     * @throws CommandFailure if nobody can be called so
     */
    static String key(String who) {
        int slash = who.indexOf('/');
        if (slash < 0) {
            throw new CommandFailure(
                    2, "'%s' names no client. Write TENANT/CLIENT, TENANT/PREFIX* or TENANT/*.".formatted(who));
        }
        String tenant = who.substring(0, slash);
        String client = who.substring(slash + 1);
        Optional<String> problem = AskerNames.problem(tenant, client, "");
        if (problem.isPresent()) {
            throw new CommandFailure(2, "'%s' is nobody's name: %s.".formatted(who, problem.get()));
        }
        if (client.equals("*")) {
            return RiskKeys.tenant(tenant);
        }
        return client.endsWith("*") ? prefixKey(tenant, client) : RiskKeys.client(tenant, client);
    }

    private static String prefixKey(String tenant, String client) {
        String prefix = client.substring(0, client.length() - 1);
        if (!RiskKeys.isPrefix(prefix)) {
            throw new CommandFailure(
                    2, "clients cannot be grouped by '%s'. End it with one of - _ . : and /.".formatted(prefix));
        }
        return RiskKeys.prefix(tenant, prefix);
    }
}
