package io.antidistill.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A registry in this process, one per scope of {@code mock://scope}, for tests without a network. It accepts every
 * schema: compatibility is a matter for a real registry.
 */
final class InMemoryRegistry implements RegistryBackend {
    private static final Map<String, InMemoryRegistry> SCOPES = new ConcurrentHashMap<>();

    private final List<Schema> schemas = new ArrayList<>();
    private final Map<String, List<RegisteredSchema>> subjects = new HashMap<>();

    static InMemoryRegistry scope(String name) {
        return SCOPES.computeIfAbsent(name, unused -> new InMemoryRegistry());
    }

    @Override
    public synchronized int register(String subject, Schema schema) {
        return lookup(subject, schema).orElseGet(() -> {
            if (!schemas.contains(schema)) {
                schemas.add(schema);
            }
            int id = schemas.indexOf(schema) + 1;
            List<RegisteredSchema> versions = subjects.computeIfAbsent(subject, unused -> new ArrayList<>());
            versions.add(new RegisteredSchema(subject, versions.size() + 1, id, schema));
            return id;
        });
    }

    @Override
    public synchronized Optional<Integer> lookup(String subject, Schema schema) {
        return subjects.getOrDefault(subject, List.of()).stream()
                .filter(registered -> registered.schema().equals(schema))
                .map(RegisteredSchema::id)
                .findFirst();
    }

    @Override
    public synchronized Optional<RegisteredSchema> latest(String subject) {
        List<RegisteredSchema> versions = subjects.getOrDefault(subject, List.of());
        return versions.isEmpty() ? Optional.empty() : Optional.of(versions.get(versions.size() - 1));
    }

    @Override
    public synchronized Optional<Schema> byId(int id) {
        return id >= 1 && id <= schemas.size() ? Optional.of(schemas.get(id - 1)) : Optional.empty();
    }
}
