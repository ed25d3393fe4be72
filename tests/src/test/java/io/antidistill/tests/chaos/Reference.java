package io.antidistill.tests.chaos;

import io.antidistill.engine.GenerationRequest;
import io.antidistill.guard.Markers;
import io.antidistill.guard.TiltRules;
import io.antidistill.guard.TiltedSpan;
import io.antidistill.sampling.Sampler;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.sampling.Truncation;
import io.antidistill.schema.DefensePolicy;
import io.antidistill.schema.Message;
import io.antidistill.schema.TiltPolicy;
import io.antidistill.streams.generation.PromptEncoder;
import io.antidistill.streams.policy.DefaultPolicies;
import io.antidistill.tokenizer.ChatMessage;
import java.util.List;

/** An engine that nobody kills: says what a question's protected answer is, by the shipped policy and a seed. */
final class Reference implements AutoCloseable {
    /** What the policy of the customer's context makes of a group without a command. */
    static final double LAMBDA = DefaultPolicies.INITIAL_LAMBDA;

    /** A question and the seed that the audit names for it. */
    record Question(List<Message> messages, long seed) {}

    private final TinyEngine tiny = new TinyEngine();
    private final PromptEncoder encoder = tiny.encoder();
    private final DefensePolicy policy = DefaultPolicies.byContext().get(Customer.CONTEXT);

    /** The protected answers, in the order of the questions. */
    List<String> answers(List<Question> questions) {
        return tiny.engine().generateAll(questions.stream().map(this::request).toList(), done -> {}).stream()
                .map(result -> encoder.decode(result.tokenIds()))
                .toList();
    }

    private GenerationRequest request(Question question) {
        List<ChatMessage> messages = question.messages().stream()
                .map(message -> new ChatMessage(message.getRole(), message.getContent()))
                .toList();
        SamplingSettings sampling = new SamplingSettings(
                Sampler.ANTIDISTILLATION,
                LAMBDA,
                policy.getTau(),
                policy.getTopP(),
                Truncation.valueOf(policy.getTruncation().name()),
                Double.POSITIVE_INFINITY,
                policy.getTilt().getMinP());
        return new GenerationRequest(encoder.encode(messages), sampling, question.seed(), Customer.MOST_TOKENS)
                .withTilt(rules(policy.getTilt()));
    }

    private static TiltRules rules(TiltPolicy tilt) {
        return new TiltRules(
                TiltedSpan.valueOf(tilt.getSpan().name()),
                new Markers(tilt.getReasoningStart(), tilt.getReasoningEnd(), tilt.getAnswerMarker()),
                tilt.getStructured(),
                false,
                tilt.getTraceKlBudget() == null ? Double.POSITIVE_INFINITY : tilt.getTraceKlBudget(),
                tilt.getRepetitionLimit());
    }

    @Override
    public void close() {
        tiny.close();
    }
}
