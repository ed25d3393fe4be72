/**
 * The records on every topic, generated from {@code src/main/avro}, and the topics themselves: {@link
 * io.antidistill.schema.Topics} holds each topic's name together with its serdes, so that no code can pair them wrongly.
 */
package io.antidistill.schema;
