/**
 * Avro records over a Confluent-compatible schema registry: the REST client, the wire format and the serdes.
 *
 * <p>Errors tell a bad record from a bad registry, because they call for different reactions. {@link
 * io.antidistill.registry.MalformedRecordException} is about the record: skip it, send it to the dead letters. {@link
 * io.antidistill.registry.RegistryUnreachableException} (and {@link
 * io.antidistill.registry.RegistryAuthenticationException}, which extends it) is about the registry: the record may be
 * sound, so stop or try again, and never skip. {@link io.antidistill.registry.IncompatibleSchemaException} is about
 * this program's own schema, when writing.
 */
package io.antidistill.registry;
