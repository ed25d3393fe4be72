package io.antidistill.registry;

import org.apache.avro.Schema;

/**
 * A schema as the registry holds it under a subject. Immutable.
 *
 * @param subject for example {@code prompts-value}
 * @param version counts the subject's schemas from 1
 * @param id unique in the registry; it leads every record
 * @param schema the schema itself
 */
public record RegisteredSchema(String subject, int version, int id, Schema schema) {}
