package io.antidistill.monitor;

import io.antidistill.control.ControllerSettings;
import io.antidistill.probe.ControlledBy;
import io.antidistill.probe.ProbeSettings;
import io.antidistill.probe.RoundSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads the monitor's settings from properties whose names begin with {@code monitor.}; every other property is left to
 * the Kafka clients. Unknown names are refused, so that a typing error does not pass for a default.
 *
 * <p>The law of one lambda group, its target, gains, bands, bounds and utility's floor, is set by {@code monitor.group.NAME.target}
 * and the like. Pure functions.
 */
public final class MonitorProperties {
    private static final String PREFIX = "monitor.";
    private static final String GROUP = PREFIX + "group.";
    /** All weights together want smaller steps than an adapter. */
    private static final double FULL_LEARNING_RATE = 3e-4;

    private final Properties properties;
    private final Set<String> unread;

    private MonitorProperties(Properties properties) {
        this.properties = properties;
        this.unread = properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The settings, with {@link MonitorConfig#defaults} for what is not given.
     *
     * @param student used where {@code monitor.student} is not given
     * @throws IllegalArgumentException naming the property that cannot be used
     */
    public static MonitorConfig read(Properties properties, Path student) {
        MonitorProperties reader = new MonitorProperties(properties);
        MonitorConfig config = reader.config(MonitorConfig.defaults(student));
        if (!reader.unread.isEmpty()) {
            throw new IllegalArgumentException("unknown property " + String.join(", ", reader.unread)
                    + ": check the spelling against the monitor's README");
        }
        return config;
    }

    private MonitorConfig config(MonitorConfig d) {
        ControllerSettings law = law(PREFIX, d.control());
        return new MonitorConfig(
                students(d.students()),
                get("problems", d.problems(), file -> Optional.of(Path.of(file))),
                get("group.id", d.groupId(), text -> text),
                law,
                groups(law),
                get("ignored.groups", d.ignoredGroups(), MonitorProperties::names),
                get("controlled.by", d.controlledBy(), ControlledBy::of),
                probe(d.probe()),
                round(d.round()),
                get("window.traces", d.windowTraces(), Integer::valueOf),
                get("window.keep", d.windowKeep(), WindowKeep::of),
                get("first.round.traces", d.firstRoundTraces(), Integer::valueOf),
                get("min.new.traces", d.minNewTraces(), Integer::valueOf),
                get("holdout", d.holdout(), Integer::valueOf),
                get("canaries.per.round", d.canariesPerRound(), Integer::valueOf),
                get("graded.problems", d.gradedProblems(), Integer::valueOf),
                get("clean.per.round", d.cleanPerRound(), Integer::valueOf),
                thief(d.thief()),
                get("context", d.context(), text -> text));
    }

    private List<Path> students(List<Path> d) {
        List<Path> one = get("student", d, text -> List.of(Path.of(text)));
        return get("students", one, text -> list(text).stream().map(Path::of).toList());
    }

    private RoundSettings round(RoundSettings d) {
        return new RoundSettings(
                get("pessimism", d.pessimism(), Double::valueOf),
                get("attacks", d.attacks(), MonitorProperties::list),
                get("attack.budget.seconds", d.attackBudget(), text -> Duration.ofSeconds(Long.parseLong(text))));
    }

    private ThiefClients thief(ThiefClients d) {
        return new ThiefClients(
                get("attack.best-of-several.clients", d.clients(), Integer::valueOf),
                get("attack.best-of-several.prompts", d.promptsPerRound(), Integer::valueOf));
    }

    private ProbeSettings probe(ProbeSettings d) {
        boolean full = either("probe.training", false, "full", "lora");
        List<String> targets = get("probe.targets", d.targets(), MonitorProperties::targets);
        return new ProbeSettings(
                get("probe.epochs", d.epochs(), Integer::valueOf),
                get("probe.batch", d.batch(), Integer::valueOf),
                get("probe.rank", d.rank(), Integer::valueOf),
                full ? List.of() : targets,
                either("probe.incremental", d.incremental(), "true", "false"),
                get("probe.learning.rate", full ? FULL_LEARNING_RATE : d.learningRate(), Double::valueOf),
                get("probe.weight.decay", d.weightDecay(), Double::valueOf),
                get("probe.answer.tokens", d.mostAnswerTokens(), Integer::valueOf),
                get("probe.tau", d.tau(), Double::valueOf),
                get("probe.top.p", d.topP(), Double::valueOf),
                get("probe.seed", d.seed(), Long::valueOf),
                get("probe.dropout", d.dropout(), Double::valueOf),
                either("probe.packing", d.packing(), "true", "false"),
                get("probe.alpha", d.alphaOrNull(), Double::valueOf));
    }

    private ControllerSettings law(String prefix, ControllerSettings d) {
        double least = read(prefix + "lambda.min", d.lambdaMin(), Double::valueOf);
        double most = read(prefix + "lambda.max", d.lambdaMax(), Double::valueOf);
        return new ControllerSettings(
                read(prefix + "target", d.target(), Double::valueOf),
                read(prefix + "gain", d.gain(), Double::valueOf),
                read(prefix + "proportional", d.proportional(), Double::valueOf),
                read(prefix + "dead.band", d.deadBand(), Double::valueOf),
                read(prefix + "inner.band", d.innerBand(), Double::valueOf),
                read(prefix + "max.factor", d.maxFactor(), Double::valueOf),
                least,
                most,
                read(prefix + "lambda.start", Math.max(least, Math.min(most, d.lambdaStart())), Double::valueOf),
                read(prefix + "utility.floor", d.utilityFloor(), Double::valueOf),
                read(prefix + "utility.margin", d.utilityMargin(), Double::valueOf));
    }

    private Map<String, ControllerSettings> groups(ControllerSettings law) {
        Set<String> names = new TreeSet<>();
        for (String property : unread) {
            if (property.startsWith(GROUP) && property.indexOf('.', GROUP.length()) > 0) {
                names.add(property.substring(GROUP.length(), property.indexOf('.', GROUP.length())));
            }
        }
        Map<String, ControllerSettings> groups = new HashMap<>();
        names.forEach(name -> groups.put(name, law(GROUP + name + ".", law)));
        return groups;
    }

    private <T> T get(String name, T otherwise, Function<String, T> parse) {
        return read(PREFIX + name, otherwise, parse);
    }

    private <T> T read(String name, T otherwise, Function<String, T> parse) {
        unread.remove(name);
        String text = properties.getProperty(name);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            return parse.apply(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("invalid value " + text + " for " + name + ": it must be a number", e);
        }
    }

    private boolean either(String name, boolean otherwise, String yes, String no) {
        return get(name, otherwise, text -> {
            if (!text.equals(yes) && !text.equals(no)) {
                throw new IllegalArgumentException(
                        "invalid value " + text + " for " + PREFIX + name + ": it must be " + yes + " or " + no);
            }
            return text.equals(yes);
        });
    }

    private static List<String> targets(String text) {
        if (list(text).isEmpty()) {
            throw new IllegalArgumentException("invalid value " + text + " for " + PREFIX
                    + "probe.targets: name at least one projection; to train every weight set probe.training to full");
        }
        return list(text);
    }

    private static Set<String> names(String text) {
        return Set.copyOf(list(text));
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }
}
