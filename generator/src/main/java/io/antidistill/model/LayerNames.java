package io.antidistill.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of a layer's parameters. */
final class LayerNames {
    private static final Pattern OF_A_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.*)");

    private LayerNames() {}

    /** What a parameter is called in the model that layer i of this one was layer {@code kept[i]} of. */
    static String original(String name, int[] kept) {
        Matcher layer = OF_A_LAYER.matcher(name);
        return layer.matches() ? "model.layers." + kept[Integer.parseInt(layer.group(1))] + "." + layer.group(2) : name;
    }
}
