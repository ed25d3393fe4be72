package io.antidistill.cli.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;

/** Which schemas and compatibility levels there are. Memory only; {@link SchemasTopic} makes it last. Not thread-safe. */
final class SchemaStore {
    /** A schema under a subject; {@code text} is its canonical JSON, docs included. */
    record Version(String subject, int version, int id, Schema schema, String text) {
        static Version of(String subject, int version, int id, Schema schema) {
            return new Version(subject, version, id, schema, schema.toString());
        }
    }

    private final Map<String, List<Version>> subjects = new TreeMap<>();
    private final Map<Integer, Version> byId = new HashMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private CompatibilityLevel globalLevel = CompatibilityLevel.BACKWARD;

    List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** The subject's schemas, oldest first; empty where there is no such subject. */
    List<Version> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, List.of()));
    }

    /** Every subject that holds the schema with that id. */
    List<Version> usesOf(int id) {
        return subjects.values().stream()
                .flatMap(List::stream)
                .filter(version -> version.id() == id)
                .toList();
    }

    /** What the schema would be if it were added to the subject: the same text keeps its id over all subjects. */
    Version next(String subject, Schema schema) {
        String text = schema.toString();
        int id = byId.values().stream()
                .filter(version -> version.text().equals(text))
                .map(Version::id)
                .findFirst()
                .orElseGet(() -> byId.keySet().stream().max(Integer::compare).orElse(0) + 1);
        List<Version> versions = versions(subject);
        int number = versions.isEmpty() ? 1 : versions.get(versions.size() - 1).version() + 1;
        return new Version(subject, number, id, schema, text);
    }

    void add(Version version) {
        List<Version> versions = subjects.computeIfAbsent(version.subject(), unused -> new ArrayList<>());
        versions.removeIf(earlier -> earlier.version() == version.version());
        versions.add(version);
        byId.put(version.id(), version);
    }

    CompatibilityLevel globalLevel() {
        return globalLevel;
    }

    Optional<CompatibilityLevel> ownLevel(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    CompatibilityLevel level(String subject) {
        return ownLevel(subject).orElse(globalLevel);
    }

    void setGlobalLevel(CompatibilityLevel level) {
        globalLevel = level;
    }

    void setLevel(String subject, CompatibilityLevel level) {
        levels.put(subject, level);
    }
}
