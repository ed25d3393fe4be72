package io.antidistill.streams.deadletter;

/** Why a prompt is set aside. The names are part of the interface: tools match on them. */
public enum DeadLetterReason {
    /** The bytes are no Avro record in the registry's wire format, are cut short, or are another record. */
    NOT_AVRO,
    /** The registry does not have the record's schema. */
    UNKNOWN_SCHEMA,
    /** The record's key is missing or is not the prompt's id. */
    KEY_MISMATCH,
    /** A prompt id, tenant or client is missing, too long or not plain. */
    INVALID_ID,
    /** There is nothing to answer. */
    NO_MESSAGES,
    /** A message is from nobody whom chat models know. */
    UNKNOWN_ROLE,
    /** A message says nothing. */
    EMPTY_CONTENT,
    /** The last message is not from the user; an answer that was begun by the asker is refused. */
    LAST_MESSAGE_NOT_FROM_USER,
    /** The asker wants no token at all. */
    INVALID_MAX_NEW_TOKENS,
    /** The record is larger than a prompt may be. */
    RECORD_TOO_LARGE,
    /** The model's chat template refuses the conversation. */
    REFUSED_BY_TEMPLATE,
    /** The rendered prompt leaves no room for an answer in the model's context. */
    PROMPT_TOO_LONG,
    /** The answer does not fit into a record. */
    ANSWER_TOO_LARGE,
    /** The poison score cannot be had, and the policy does not want to wait. */
    PROTECTION_UNAVAILABLE,
    /** A logit or a score was not finite, and the policy does not want to wait. */
    NOT_A_NUMBER,
    /** The policy's deadline passed before the answer was complete. */
    DEADLINE_EXCEEDED,
    /** The engine failed on this prompt again and again. */
    ENGINE_FAILED
}
