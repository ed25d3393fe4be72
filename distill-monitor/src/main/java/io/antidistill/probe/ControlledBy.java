package io.antidistill.probe;

import java.util.Locale;
import java.util.OptionalDouble;

/** Which distillability the controller steers. */
public enum ControlledBy {
    /** The ratio of holdout losses. Loss alone rewards mere rephrasing, so reports carry accuracy beside it. */
    LOSS,
    /** The ratio of accuracies. */
    ACCURACY,
    /** The larger of the two: protected only where both say so. */
    LARGER;

    /** The controlled figure; empty where the setting's figure is not defined. */
    public OptionalDouble pick(OptionalDouble ofLoss, OptionalDouble ofAccuracy) {
        return switch (this) {
            case LOSS -> ofLoss;
            case ACCURACY -> ofAccuracy;
            case LARGER ->
                ofLoss.isEmpty() || ofAccuracy.isEmpty()
                        ? (ofLoss.isPresent() ? ofLoss : ofAccuracy)
                        : OptionalDouble.of(Math.max(ofLoss.getAsDouble(), ofAccuracy.getAsDouble()));
        };
    }

    /** The name in reports and settings: loss, accuracy or larger. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The setting of this name, in any case. */
    public static ControlledBy of(String label) {
        for (ControlledBy setting : values()) {
            if (setting.label().equals(label.strip().toLowerCase(Locale.ROOT))) {
                return setting;
            }
        }
        throw new IllegalArgumentException(
                "invalid value " + label + " for controlledBy: it must be loss, accuracy or larger");
    }
}
