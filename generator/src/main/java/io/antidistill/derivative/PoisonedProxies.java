package io.antidistill.derivative;

import io.antidistill.model.LanguageModel;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.ScoreScale;
import java.util.List;
import java.util.Objects;

/**
 * The proxies that protection rests on, each with its poison direction. Models and directions stay the caller's. Immutable.
 *
 * @param members empty where nothing is protected
 * @param combine of no consequence for fewer than two
 */
public record PoisonedProxies(List<Member> members, Combine combine) {
    /**
     * A proxy and the direction that was made for its weights.
     *
     * @param scale what Δ is multiplied by before λ
     */
    public record Member(LanguageModel proxy, PoisonDirection direction, double scale) {
        /** @throws IllegalArgumentException if the direction was made for other weights, or the scale is not positive and finite */
        public Member {
            new ScoreScale(scale, "given"); // for its check
            if (!direction.metadata().proxySha256().equals(proxy.sha256())) {
                throw new IllegalArgumentException("the poison direction " + direction.id()
                        + " was made for other weights than those of proxy " + proxy.name()
                        + ": make it anew with: antidistill poison");
            }
        }

        /** At the scale that the direction says, or 1 where it says none. */
        public Member(LanguageModel proxy, PoisonDirection direction) {
            this(
                    proxy,
                    direction,
                    direction.metadata().scale().map(ScoreScale::factor).orElse(1.0));
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
