package io.antidistill.streams.generation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.antidistill.registry.RegistryUnreachableException;
import io.antidistill.registry.UnknownSchemaException;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.streams.deadletter.DeadLetterReason;
import io.antidistill.streams.deadletter.OriginalRecord;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;

/**
 * From a record's bytes to a prompt that the engine can answer, or the reason why not.
 *
 * <p>Pure but for the registry behind the deserializer. Used by one thread at a time.
 */
final class PromptReader {
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private final PromptChannel channel;
    private final PromptEncoder encoder;
    private final int contextLength;
    private final int largestPrompt;

    PromptReader(PromptChannel channel, PromptEncoder encoder, int contextLength, int largestPrompt) {
        this.channel = channel;
        this.encoder = encoder;
        this.contextLength = contextLength;
        this.largestPrompt = largestPrompt;
    }

    /**
     * @throws RejectedPromptException if the record can never be answered
     * @throws RegistryUnreachableException if it cannot be told now, because its schema cannot be fetched
     */
    PreparedPrompt read(OriginalRecord original) throws RejectedPromptException {
        require(
                original.size() <= largestPrompt,
                DeadLetterReason.RECORD_TOO_LARGE,
                "the record has " + original.size() + " bytes, a prompt may have " + largestPrompt);
        require(
                original.key() != null,
                DeadLetterReason.KEY_MISMATCH,
                "the record has no key: set the promptId as key");
        AskedPrompt asked = decode(original);
        PromptEvent event = asked.event();
        checkIds(event, original.key());
        checkMessages(event.getMessages());
        Integer wanted = event.getMaxNewTokens();
        require(
                wanted == null || wanted > 0,
                DeadLetterReason.INVALID_MAX_NEW_TOKENS,
                "maxNewTokens is " + wanted + ": ask for at least 1, or leave it null");
        return new PreparedPrompt(asked, encode(event.getMessages()));
    }

    /** The tokens of a text that an answer goes on with. */
    int[] encodeText(String text) {
        return encoder.encodeText(text);
    }

    private AskedPrompt decode(OriginalRecord original) throws RejectedPromptException {
        require(original.value() != null, DeadLetterReason.NOT_AVRO, "the record has no value");
        try {
            return channel.read(original.value());
        } catch (RegistryUnreachableException e) {
            throw e;
        } catch (UnknownSchemaException e) {
            throw new RejectedPromptException(DeadLetterReason.UNKNOWN_SCHEMA, e.getMessage());
        } catch (SerializationException e) {
            throw new RejectedPromptException(DeadLetterReason.NOT_AVRO, e.getMessage());
        }
    }

    private static void checkIds(PromptEvent event, byte[] key) throws RejectedPromptException {
        Optional<String> problem = AskerNames.problem(event.getTenant(), event.getClient(), event.getContext())
                .or(() -> AskerNames.problem("promptId", event.getPromptId()));
        require(problem.isEmpty(), DeadLetterReason.INVALID_ID, problem.orElse(""));
        require(
                new String(key, UTF_8).equals(event.getPromptId()),
                DeadLetterReason.KEY_MISMATCH,
                "the record's key is not the promptId: duplicates meet only if producers set the id as key");
    }

    private static void checkMessages(List<Message> messages) throws RejectedPromptException {
        require(!messages.isEmpty(), DeadLetterReason.NO_MESSAGES, "there is no message to answer");
        for (Message message : messages) {
            require(
                    ROLES.contains(message.getRole()),
                    DeadLetterReason.UNKNOWN_ROLE,
                    "a message has a role other than system, user and assistant");
            require(!message.getContent().isBlank(), DeadLetterReason.EMPTY_CONTENT, "a message has no content");
        }
        require(
                !messages.get(messages.size() - 1).getRole().equals("system"),
                DeadLetterReason.LAST_MESSAGE_NOT_FROM_USER,
                "the last message must be the user's, or begin the assistant's answer where the policy allows that");
    }

    private int[] encode(List<Message> messages) throws RejectedPromptException {
        int[] tokenIds;
        try {
            tokenIds = encoder.encode(messages.stream()
                    .map(message -> new ChatMessage(message.getRole(), message.getContent()))
                    .toList());
        } catch (RuntimeException e) {
            throw new RejectedPromptException(
                    DeadLetterReason.REFUSED_BY_TEMPLATE, "it cannot be put into the chat template: " + e.getMessage());
        }
        require(
                tokenIds.length > 0 && tokenIds.length < contextLength,
                DeadLetterReason.PROMPT_TOO_LONG,
                "the prompt has " + tokenIds.length + " tokens, the context has room for " + contextLength
                        + " with the answer");
        return tokenIds;
    }

    private static void require(boolean holds, DeadLetterReason reason, String message) throws RejectedPromptException {
        if (!holds) {
            throw new RejectedPromptException(reason, message);
        }
    }
}
