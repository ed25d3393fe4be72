package io.antidistill.monitor;

import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.student.AnswerCue;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asking once more for the result of a canary that had none: the same question, the answer so far, and a cue that the teacher goes on from.
 * The id follows from the canary's, so that a monitor which starts anew cannot ask twice. Pure functions.
 */
final class FollowUp {
    private static final String SUFFIX = "-forced";

    /** What is left out of an answer that fills the context is estimated by its mean token; parts of it may be denser. */
    private static final double AMPLE = 2;

    private FollowUp() {}

    static String id(Canary canary) {
        return canary.promptId() + SUFFIX;
    }

    /** The id of the canary that this is a follow-up to; empty for any other question. */
    static Optional<String> canaryOf(String promptId) {
        return promptId.endsWith(SUFFIX)
                ? Optional.of(promptId.substring(0, promptId.length() - SUFFIX.length()))
                : Optional.empty();
    }

    /** The question of a follow-up, without the begun answer. */
    static List<ChatMessage> question(List<ChatMessage> messages) {
        return messages.subList(0, messages.size() - 1);
    }

    /** Empty as long as the audit is not here, and where the question alone leaves the cue no room. */
    static Optional<List<ChatMessage>> messages(Canary canary, AnswerCue cue) {
        return canary.audit()
                .flatMap(audit -> workings(canary.answer(), audit, cue))
                .map(workings -> {
                    List<ChatMessage> messages =
                            new ArrayList<>(Lessons.chat(canary.answer().getMessages()));
                    messages.add(new ChatMessage("assistant", workings + cue.text()));
                    return List.copyOf(messages);
                });
    }

    /** Of an answer that fills the context, the beginning is left out, so that the cue and what follows have room. */
    private static Optional<String> workings(ProtectedTrace answer, TraceAudit audit, AnswerCue cue) {
        String text = cue.workings(answer.getText());
        // A token of the cue has at least one character.
        int needed = answer.getPromptTokens() + cue.text().length() + AnswerCue.MOST_TOKENS;
        int room = audit.getContextLength() == 0 ? Integer.MAX_VALUE : audit.getContextLength() - needed;
        int excess = answer.getCompletionTokens() - room;
        if (room < 0) {
            return Optional.empty();
        }
        if (excess <= 0) {
            return Optional.of(text);
        }
        double characters = (double) answer.getText().length() / answer.getCompletionTokens();
        int from = (int) Math.min(text.length(), Math.ceil(AMPLE * excess * characters));
        int word = text.indexOf(' ', from);
        return Optional.of(text.substring(word < 0 ? from : word + 1));
    }
}
