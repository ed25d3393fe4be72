package io.antidistill.hub;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on the hub. Immutable.
 *
 * @param repository organisation and name, such as {@code Qwen/Qwen2.5-3B}
 * @param revision a branch, a tag or a commit
 */
public record HubId(String repository, String revision) {
    private static final Pattern FORM = Pattern.compile("(\\w[\\w.-]*/\\w[\\w.-]*)(?:@(\\w[\\w./-]*))?");

    public HubId {
        Matcher matcher = FORM.matcher(repository + "@" + revision);
        if (!matcher.matches() || revision.contains("..") || repository.contains("..") || repository.contains("--")) {
            throw new IllegalArgumentException("invalid value " + repository + "@" + revision
                    + " for a model: must be organisation/name or organisation/name@revision");
        }
    }

    /** Reads {@code org/name} or {@code org/name@revision}; empty for anything else. */
    public static Optional<HubId> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || text.contains("..") || matcher.group(1).contains("--")) {
            return Optional.empty();
        }
        return Optional.of(new HubId(matcher.group(1), matcher.group(2) == null ? "main" : matcher.group(2)));
    }

    /** What a directory is called: a hub snapshot by its model's name, any other by its last name. */
    public static String nameOf(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        Path folder = absolute.getNameCount() < 3 ? null : absolute.getParent().getParent();
        return folder != null
                        && absolute.getParent().endsWith("snapshots")
                        && folder.getFileName().toString().startsWith("models--")
                ? folder.getFileName().toString().substring("models--".length()).replace("--", "/")
                : absolute.getFileName().toString();
    }

    String folder() {
        return "models--" + repository.replace("/", "--");
    }

    @Override
    public String toString() {
        return repository + "@" + revision;
    }
}
