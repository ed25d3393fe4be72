package io.antidistill.control;

/**
 * How lambda is steered. Immutable, validated at construction.
 *
 * @param target distillability that is steered to; 1 is as good as unprotected, 0 is nothing learned
 * @param gain change of log lambda per unit of (distillability - target)
 * @param proportional change of log lambda per unit by which the error has changed since the last round; 0 for none
 * @param deadBand a resting controller starts to move when the error leaves this band
 * @param innerBand a moving controller rests when the error is back within this band; at most deadBand
 * @param maxFactor most by which lambda may be multiplied or divided in one round; above 1
 * @param lambdaMin least lambda that is commanded; above 0, because the controller works on log lambda
 * @param lambdaMax most lambda that is commanded
 * @param lambdaStart lambda of a group that nobody has set yet; from 0 the first step goes to lambdaMin
 * @param utilityFloor share of right canaries below which lambda goes down, whatever the distillability
 * @param utilityMargin after the floor was broken, lambda does not rise until utility is this far above it
 */
public record ControllerSettings(
        double target,
        double gain,
        double proportional,
        double deadBand,
        double innerBand,
        double maxFactor,
        double lambdaMin,
        double lambdaMax,
        double lambdaStart,
        double utilityFloor,
        double utilityMargin) {

    public ControllerSettings {
        require(target > 0 && target < 1, target, "target", "it must lie between 0 and 1");
        require(gain > 0 && Double.isFinite(gain), gain, "gain", "it must be above 0");
        require(
                proportional >= 0 && Double.isFinite(proportional),
                proportional,
                "proportional",
                "it must be finite and at least 0");
        require(deadBand >= 0 && deadBand < 1, deadBand, "deadBand", "it must be at least 0 and below 1");
        require(innerBand >= 0 && innerBand <= deadBand, innerBand, "innerBand", "it must lie within deadBand");
        require(maxFactor > 1 && Double.isFinite(maxFactor), maxFactor, "maxFactor", "it must be above 1");
        require(lambdaMin > 0 && Double.isFinite(lambdaMin), lambdaMin, "lambdaMin", "it must be above 0");
        require(
                lambdaMax >= lambdaMin && Double.isFinite(lambdaMax),
                lambdaMax,
                "lambdaMax",
                "it must be finite and at least lambdaMin");
        require(
                lambdaStart == 0 || lambdaStart >= lambdaMin && lambdaStart <= lambdaMax,
                lambdaStart,
                "lambdaStart",
                "it must be 0 or lie within lambdaMin and lambdaMax");
        require(utilityFloor >= 0 && utilityFloor <= 1, utilityFloor, "utilityFloor", "it must lie within 0 and 1");
        require(utilityMargin >= 0 && utilityMargin <= 1, utilityMargin, "utilityMargin", "it must lie within 0 and 1");
    }

    /** Target 0.5, lambda from 2 within 0.1 and 32, at most a factor of 2 per round, utility floor 0.85. */
    public static ControllerSettings defaults() {
        return new ControllerSettings(0.5, 1.5, 0, 0.05, 0.02, 2.0, 0.1, 32, 2, 0.85, 0.03);
    }

    public ControllerSettings withTarget(double newTarget) {
        return new ControllerSettings(
                newTarget,
                gain,
                proportional,
                deadBand,
                innerBand,
                maxFactor,
                lambdaMin,
                lambdaMax,
                lambdaStart,
                utilityFloor,
                utilityMargin);
    }

    /** The same law within other bounds; the start is moved into them. */
    public ControllerSettings withBounds(double newMin, double newMax) {
        double start = lambdaStart == 0 ? 0 : Math.max(newMin, Math.min(newMax, lambdaStart));
        return new ControllerSettings(
                target,
                gain,
                proportional,
                deadBand,
                innerBand,
                maxFactor,
                newMin,
                newMax,
                start,
                utilityFloor,
                utilityMargin);
    }

    /** The same law with other gains. */
    public ControllerSettings withGains(double newGain, double newProportional) {
        return new ControllerSettings(
                target,
                newGain,
                newProportional,
                deadBand,
                innerBand,
                maxFactor,
                lambdaMin,
                lambdaMax,
                lambdaStart,
                utilityFloor,
                utilityMargin);
    }

    public ControllerSettings withUtilityFloor(double newFloor) {
        return new ControllerSettings(
                target,
                gain,
                proportional,
                deadBand,
                innerBand,
                maxFactor,
                lambdaMin,
                lambdaMax,
                lambdaStart,
                newFloor,
                utilityMargin);
    }

    private static void require(boolean holds, double value, String name, String reason) {
        if (!holds) {
            throw new IllegalArgumentException("invalid value " + value + " for " + name + ": " + reason);
        }
    }
}
