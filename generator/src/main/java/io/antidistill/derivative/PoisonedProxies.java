package io.antidistill.derivative;

import io.antidistill.model.LanguageModel;
import io.antidistill.poison.PoisonDirection;
import java.util.List;
import java.util.Objects;

/**
 * The proxies that protection rests on, each with its poison direction. Models and directions stay the caller's. Immutable.
 *
 * @param members empty where nothing is protected
 * @param combine of no consequence for fewer than two
 */
public record PoisonedProxies(List<Member> members, Combine combine) {
    /** A proxy and the direction that was made for its weights. */
    public record Member(LanguageModel proxy, PoisonDirection direction) {
        /** @throws IllegalArgumentException if the direction was made for other weights */
        public Member {
            if (!direction.metadata().proxySha256().equals(proxy.sha256())) {
                throw new IllegalArgumentException("the poison direction " + direction.id()
                        + " was made for other weights than those of proxy " + proxy.name()
                        + ": make it anew with: antidistill poison");
            }
        }
    }

    public PoisonedProxies {
        members = List.copyOf(members);
        Objects.requireNonNull(combine, "combine");
    }

    public static PoisonedProxies none() {
        return new PoisonedProxies(List.of(), Combine.MEAN);
    }

    /** One proxy, or none where one of the arguments is null. */
    public static PoisonedProxies of(LanguageModel proxyOrNull, PoisonDirection directionOrNull) {
        return proxyOrNull == null || directionOrNull == null
                ? none()
                : new PoisonedProxies(List.of(new Member(proxyOrNull, directionOrNull)), Combine.MEAN);
    }

    public List<LanguageModel> models() {
        return members.stream().map(Member::proxy).toList();
    }
}
