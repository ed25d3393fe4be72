package io.antidistill.student;

import io.antidistill.task.TaskTokenizerFiles;
import io.antidistill.weights.ModelConfig;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Family and size of a tiny model with four heads and an MLP of three times its width. Immutable, validated at construction.
 *
 * @param family llama, qwen2 or qwen3
 * @param width of its layers
 * @param layers how many
 */
public record TinyShape(String family, int width, int layers) {
    private static final int HEADS = 4;
    private static final int MLP_PER_WIDTH = 3;
    private static final int MOST_POSITIONS = 256;
    private static final Pattern TEXT = Pattern.compile("([a-z0-9]+)-(\\d{1,4})-(\\d{1,2})");

    public TinyShape {
        if (width < 1 || width % (2 * HEADS) != 0) {
            throw new IllegalArgumentException("invalid value " + width + " for width: it must be a multiple of "
                    + 2 * HEADS + ", so that each of " + HEADS + " heads has pairs to turn");
        }
        config(family, width, layers, HEADS, width / HEADS, MLP_PER_WIDTH * width);
    }

    /**
     * Reads {@code FAMILY-WIDTH-LAYERS}, such as qwen2-48-1.
     *
     * @throws IllegalArgumentException if it is not written so, or there is no such model
     */
    public static TinyShape parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "invalid value " + text + " for a shape: write FAMILY-WIDTH-LAYERS, such as qwen2-48-1");
        }
        return new TinyShape(parts.group(1), Integer.parseInt(parts.group(2)), Integer.parseInt(parts.group(3)));
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return family + "-" + width + "-" + layers;
    }

    ModelConfig config() {
        return config(family, width, layers, HEADS, width / HEADS, MLP_PER_WIDTH * width);
    }

    static ModelConfig config(String family, int width, int layers, int heads, int headWidth, int mlpWidth) {
        return new ModelConfig(
                family,
                TaskTokenizerFiles.vocabulary().size(),
                width,
                layers,
                heads,
                heads,
                headWidth,
                mlpWidth,
                MOST_POSITIONS,
                1e-6,
                10_000,
                Optional.empty(),
                true,
                family.equals("qwen2"),
                false,
                List.of(TaskTokenizerFiles.endId()));
    }
}
