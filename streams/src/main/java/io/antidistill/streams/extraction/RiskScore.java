package io.antidistill.streams.extraction;

import io.antidistill.schema.RiskLevel;
import java.util.ArrayList;
import java.util.List;

/**
 * From what was measured to a verdict. The score grows with every signal, so nothing that looks more like extraction can
 * lower it. Pure and thread-safe.
 */
public final class RiskScore {
    /** A frame that fewer accounts share is a matter of those accounts. */
    private static final double FEWEST_ACCOUNTS = 3;

    /** Fewer prompts have no share worth speaking of. */
    private static final double FEWEST_PROMPTS = 20;

    /** A mixed crowd has long answers, too; a campaign asks for nothing else. */
    private static final double PURITY = 4;

    private static final double VOLUME_WEIGHT = 0.25;
    private static final double MOST_VOLUME = 2;
    private static final double SHARE_WEIGHT = 0.5;
    private static final double REGULARITY_WEIGHT = 0.25;
    private static final double ACCOUNTS_WEIGHT = 0.25;
    private static final double MOST_ACCOUNTS = 4;

    private RiskScore() {}

    /** The verdict by those thresholds. */
    public static Assessment of(Features features, RiskThresholds thresholds) {
        List<Signal> signals = signals(features, thresholds);
        double score = signals.stream().mapToDouble(Signal::points).sum();
        return new Assessment(level(score, thresholds), score, signals);
    }

    private static RiskLevel level(double score, RiskThresholds thresholds) {
        if (score >= thresholds.high()) {
            return RiskLevel.HIGH;
        }
        return score >= thresholds.elevated() ? RiskLevel.ELEVATED : RiskLevel.NORMAL;
    }

    private static List<Signal> signals(Features features, RiskThresholds thresholds) {
        List<Signal> signals = new ArrayList<>();
        boolean client = features.kind() == Subject.Kind.CLIENT;
        if (features.kind() == Subject.Kind.FRAME && features.accounts() < FEWEST_ACCOUNTS) {
            return signals;
        }
        double purity = client ? 1 : Math.pow(features.longShare(), PURITY);
        double harvest = features.harvest() * purity;
        double much = thresholds.harvest(features.kind());
        signals.add(new Signal(name(features.kind()) + " harvest", harvest, much, growth(harvest / much)));
        if (client) {
            double share = features.prompts() < FEWEST_PROMPTS ? 0 : features.longShare();
            double volume = Math.min(MOST_VOLUME, growth(features.volume() / thresholds.volume()));
            signals.add(new Signal("volume", features.volume(), thresholds.volume(), VOLUME_WEIGHT * volume));
            signals.add(new Signal("long share", share, 1, SHARE_WEIGHT * share));
            signals.add(new Signal("regularity", features.regularity(), 1, REGULARITY_WEIGHT * features.regularity()));
        }
        if (features.kind() == Subject.Kind.FRAME) {
            double accounts = Math.min(MOST_ACCOUNTS, growth(features.accounts() / thresholds.accounts())) * purity;
            signals.add(new Signal(
                    "accounts in the frame", features.accounts(), thresholds.accounts(), ACCOUNTS_WEIGHT * accounts));
        }
        return signals;
    }

    private static String name(Subject.Kind kind) {
        return kind.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** 0 at 0, 1 at 1, and one more whenever one more than the double is reached: 3, 7, 15. */
    private static double growth(double ratio) {
        return Math.log1p(ratio) / Math.log(2);
    }
}
