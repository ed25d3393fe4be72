package io.antidistill.registry;

import java.util.Optional;
import org.apache.avro.Schema;

/** What the client asks of a registry, without caching. Implementations are thread-safe. */
interface RegistryBackend {
    /** The id of the schema under the subject; registers it when it is new. */
    int register(String subject, Schema schema);

    /** The id of the schema under the subject, or empty when it is not registered there. */
    Optional<Integer> lookup(String subject, Schema schema);

    /** The subject's newest schema, or empty when there is no such subject. */
    Optional<RegisteredSchema> latest(String subject);

    /** The schema with that id, or empty when there is none. */
    Optional<Schema> byId(int id);
}
