package io.antidistill.tests;

import io.antidistill.engine.FinishReason;
import io.antidistill.engine.Generation;
import io.antidistill.engine.GenerationListener;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.GenerationStatistics;
import io.antidistill.engine.TraceGenerator;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;
import java.util.Optional;

/** In place of an engine where a test is about what surrounds it: every prompt has the same answer, at once. */
final class FixedAnswers implements TraceGenerator {
    static final PromptEncoder ENCODER = new PromptEncoder() {
        @Override
        public int[] encode(List<ChatMessage> messages) {
            return new int[] {1, 2, 3};
        }

        @Override
        public int[] encodeText(String text) {
            return new int[] {4};
        }

        @Override
        public String decode(int[] tokenIds) {
            return "four";
        }
    };

    @Override
    public Optional<Generation> offer(GenerationRequest request, GenerationListener listener) {
        GenerationStatistics statistics = new GenerationStatistics(1, 0, 0, 0, 1, 1, 0, 0, 0, 0, false);
        listener.finished(new GenerationResult(new int[] {4}, FinishReason.STOP, statistics));
        return Optional.of(() -> {});
    }

    @Override
    public int contextLength() {
        return 128;
    }

    @Override
    public boolean healthy() {
        return true;
    }
}
