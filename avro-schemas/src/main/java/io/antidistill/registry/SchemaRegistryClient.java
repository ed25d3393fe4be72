package io.antidistill.registry;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;

/**
 * Client of a Confluent-compatible schema registry. Answers that cannot change are asked for once and remembered.
 * Thread-safe. Every method ends within {@code http.total.timeout.ms}; when no registry gave a usable answer by then, or
 * refuses the credentials, it throws {@link RegistryUnreachableException}.
 */
public final class SchemaRegistryClient {
    private static final String IN_MEMORY = "mock";

    private record SubjectSchema(String subject, Schema schema) {}

    private final RegistryBackend backend;
    private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final Map<Schema, Schema> portable = new ConcurrentHashMap<>();
    private final UnknownIds unknown = new UnknownIds();

    private SchemaRegistryClient(RegistryBackend backend) {
        this.backend = backend;
    }

    /**
     * A client by the settings of {@link AvroSerdeConfig}. Nothing is contacted yet.
     *
     * @throws ConfigException if a setting is missing or wrong, or a trust or key store cannot be read
     */
    public static SchemaRegistryClient of(Map<String, ?> settings) {
        AvroSerdeConfig config = new AvroSerdeConfig(settings);
        List<URI> urls = RegistryUrls.parse(config.getList(AvroSerdeConfig.URL), IN_MEMORY);
        boolean inMemory = urls.get(0).getScheme().equals(IN_MEMORY);
        return new SchemaRegistryClient(
                inMemory
                        ? InMemoryRegistry.scope(urls.get(0).getSchemeSpecificPart())
                        : new HttpRegistry(urls, config));
    }

    /**
     * The schema's id under the subject; registers it there when it is new.
     *
     * @throws IncompatibleSchemaException if the registry does not accept it
     */
    public int register(String subject, Schema schema) {
        return cached(subject, schema, () -> Optional.of(backend.register(subject, portable(schema))))
                .orElseThrow();
    }

    /** The schema's id under the subject, or empty when it is not registered there. */
    public Optional<Integer> lookup(String subject, Schema schema) {
        return cached(subject, schema, () -> backend.lookup(subject, portable(schema)));
    }

    /** The subject's newest schema, or empty when there is no such subject. Asked for each time, as it may change. */
    public Optional<RegisteredSchema> latest(String subject) {
        return backend.latest(subject);
    }

    /** The schema with that id, or empty when the registry has none. */
    public Optional<Schema> byId(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        if (unknown.contains(id)) {
            return Optional.empty();
        }
        Optional<Schema> found = backend.byId(id);
        found.ifPresentOrElse(schema -> schemas.put(id, schema), () -> unknown.add(id));
        return found;
    }

    private Optional<Integer> cached(String subject, Schema schema, Question question) {
        SubjectSchema key = new SubjectSchema(subject, schema);
        Integer known = ids.get(key);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Integer> id = question.ask();
        id.ifPresent(value -> ids.put(key, value));
        return id;
    }

    private Schema portable(Schema schema) {
        return portable.computeIfAbsent(schema, PortableSchema::of);
    }

    private interface Question {
        Optional<Integer> ask();
    }
}
