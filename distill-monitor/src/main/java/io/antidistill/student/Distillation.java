package io.antidistill.student;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.tokenizer.ChatMessage;
import java.util.Arrays;
import java.util.List;

/** Traces as examples to learn from. */
public final class Distillation {
    private Distillation() {}

    /** Each trace in the model's own tokens, its prompt rendered by the chat template. Traces too long for the model are cut off. */
    public static List<CompletionExample> examples(LanguageModel model, List<Trace> traces) {
        return traces.stream().map(trace -> example(model, trace)).toList();
    }

    private static CompletionExample example(LanguageModel model, Trace trace) {
        CompletionExample whole = model.example(List.of(new ChatMessage("user", trace.prompt())), trace.text());
        int most = model.config().maxPositions();
        if (whole.ids().length <= most) {
            return whole;
        }
        return new CompletionExample(Arrays.copyOf(whole.ids(), most), whole.promptLength());
    }
}
