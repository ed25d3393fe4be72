package io.antidistill.streams.generation;

import java.util.Optional;

/** What tenants, clients, contexts and prompt ids may be called. A prompt with other names is set aside. Pure. */
public final class AskerNames {
    private static final int LONGEST = 200;

    private AskerNames() {}

    /** One sentence about the first name that is not allowed; empty if all are. */
    public static Optional<String> problem(String tenant, String client, String context) {
        return problem("tenant", tenant)
                .or(() -> problem("client", client))
                .or(() -> unless(
                        tenant.indexOf('/') < 0,
                        "the tenant holds a slash, which separates tenant and context in the keys of policies"))
                .or(() -> unless(context.length() <= LONGEST, "the context has more than " + LONGEST + " characters"));
    }

    static Optional<String> problem(String field, String name) {
        return unless(
                !name.isBlank() && name.length() <= LONGEST && name.chars().noneMatch(Character::isISOControl),
                field + " must have 1 to " + LONGEST + " printable characters");
    }

    private static Optional<String> unless(boolean holds, String sentence) {
        return holds ? Optional.empty() : Optional.of(sentence);
    }
}
