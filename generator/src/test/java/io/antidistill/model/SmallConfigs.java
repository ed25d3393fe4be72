package io.antidistill.model;

import io.antidistill.weights.ModelConfig;
import java.util.List;
import java.util.Optional;

/** Models that are made up where a test needs any. */
public final class SmallConfigs {
    private SmallConfigs() {}

    /** One layer of width 16, tied, with token 2 as the end. */
    public static ModelConfig llama(int vocabulary) {
        return new ModelConfig(
                "llama",
                vocabulary,
                16,
                1,
                2,
                1,
                8,
                32,
                64,
                1e-5,
                10000,
                Optional.empty(),
                true,
                false,
                false,
                List.of(2));
    }
}
