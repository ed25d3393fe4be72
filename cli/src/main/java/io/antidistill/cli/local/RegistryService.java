package io.antidistill.cli.local;

import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** What the registry can be asked: {@link SchemaStore} by the rules, with every change written down first. Thread-safe. */
final class RegistryService {
    private final SchemaStore store;
    private final SchemasTopic topic;

    RegistryService(SchemaStore store, SchemasTopic topic) {
        this.store = store;
        this.topic = topic;
    }

    synchronized List<String> subjects() {
        return store.subjects();
    }

    synchronized List<SchemaStore.Version> versions(String subject) {
        List<SchemaStore.Version> versions = store.versions(subject);
        if (versions.isEmpty()) {
            throw RegistryRefusal.noSuchSubject(subject);
        }
        return versions;
    }

    /** @param number a version number, {@code latest} or -1 */
    synchronized SchemaStore.Version version(String subject, String number) {
        List<SchemaStore.Version> versions = versions(subject);
        if (number.equals("latest") || number.equals("-1")) {
            return versions.get(versions.size() - 1);
        }
        if (!number.matches("[1-9][0-9]{0,8}")) {
            throw RegistryRefusal.invalidVersion(number);
        }
        return versions.stream()
                .filter(version -> version.version() == Integer.parseInt(number))
                .findFirst()
                .orElseThrow(() -> RegistryRefusal.noSuchVersion(number));
    }

    synchronized List<SchemaStore.Version> usesOf(String id) {
        List<SchemaStore.Version> uses = id.matches("[0-9]{1,9}") ? store.usesOf(Integer.parseInt(id)) : List.of();
        if (uses.isEmpty()) {
            throw RegistryRefusal.noSuchSchema(id);
        }
        return uses;
    }

    synchronized SchemaStore.Version lookup(String subject, String schemaText) {
        Schema schema = parse(schemaText);
        versions(subject);
        return find(subject, schema)
                .orElseThrow(() -> RegistryRefusal.noSuchSchema("of that text under subject " + subject));
    }

    synchronized SchemaStore.Version register(String subject, String schemaText) {
        Schema schema = parse(schemaText);
        return find(subject, schema).orElseGet(() -> {
            List<String> objections = objections(subject, schema, store.versions(subject));
            if (!objections.isEmpty()) {
                throw RegistryRefusal.incompatible(String.join("; ", objections));
            }
            SchemaStore.Version version = store.next(subject, schema);
            topic.write(version);
            store.add(version);
            return version;
        });
    }

    /** Objections to the schema against one version of the subject. */
    synchronized List<String> check(String subject, String number, String schemaText) {
        return objections(subject, parse(schemaText), List.of(version(subject, number)));
    }

    /** Objections to the schema against the subject as it stands. */
    synchronized List<String> check(String subject, String schemaText) {
        return objections(subject, parse(schemaText), store.versions(subject));
    }

    synchronized CompatibilityLevel globalLevel() {
        return store.globalLevel();
    }

    synchronized CompatibilityLevel level(String subject, boolean defaultToGlobal) {
        Optional<CompatibilityLevel> own = store.ownLevel(subject);
        return own.or(() -> defaultToGlobal ? Optional.of(store.globalLevel()) : Optional.empty())
                .orElseThrow(() -> RegistryRefusal.noSuchLevel(subject));
    }

    synchronized CompatibilityLevel setGlobalLevel(String name) {
        CompatibilityLevel level = CompatibilityLevel.parse(name);
        topic.write(null, level);
        store.setGlobalLevel(level);
        return level;
    }

    synchronized CompatibilityLevel setLevel(String subject, String name) {
        CompatibilityLevel level = CompatibilityLevel.parse(name);
        topic.write(subject, level);
        store.setLevel(subject, level);
        return level;
    }

    private Optional<SchemaStore.Version> find(String subject, Schema schema) {
        String text = schema.toString();
        return store.versions(subject).stream()
                .filter(version -> version.text().equals(text))
                .findFirst();
    }

    private List<String> objections(String subject, Schema schema, List<SchemaStore.Version> earlier) {
        return store.level(subject)
                .objections(
                        schema,
                        earlier.stream().map(SchemaStore.Version::schema).toList());
    }

    private static Schema parse(String text) {
        try {
            return new Schema.Parser().parse(text);
        } catch (AvroRuntimeException e) {
            throw RegistryRefusal.invalidSchema(e.getMessage());
        }
    }
}
