package io.antidistill.streams.generation;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.antidistill.engine.GenerationResult;
import io.antidistill.engine.GenerationStatistics;
import io.antidistill.schema.FinishReason;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.ProtectionMode;
import io.antidistill.schema.TraceAudit;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Makes the records of an answer: what customers see, and what only operators see. Pure. */
final class TraceRecords {
    /** Bytes of messages and text that fit into a record of Kafka's default size. */
    private static final int LARGEST_TRACE = 950_000;

    private TraceRecords() {}

    static ProtectedTrace trace(
            Flight flight, GenerationResult result, String text, ModelIdentity models, Instant completedAt) {
        PromptEvent event = flight.prompt().asked().event();
        GenerationStatistics statistics = result.statistics();
        return ProtectedTrace.newBuilder()
                .setPromptId(event.getPromptId())
                .setTenant(event.getTenant())
                .setClient(event.getClient())
                .setMessages(event.getMessages())
                .setText(text)
                .setFinishReason(FinishReason.valueOf(result.finishReason().name()))
                .setModel(models.name())
                .setPromptTokens(flight.prompt().tokenIds().length)
                .setCompletionTokens(statistics.completionTokens())
                .setSubmittedAt(event.getSubmittedAt())
                .setCompletedAt(completedAt)
                .setQueueMillis(TimeUnit.NANOSECONDS.toMillis(statistics.queueNanos()))
                .setGenerationMillis(TimeUnit.NANOSECONDS.toMillis(statistics.generationNanos()))
                .build();
    }

    static TraceAudit audit(
            Flight flight,
            GenerationResult result,
            int attempt,
            ModelIdentity models,
            int contextLength,
            Instant completedAt) {
        AskedPrompt asked = flight.prompt().asked();
        Decision decision = flight.decision();
        GenerationStatistics statistics = result.statistics();
        return TraceAudit.newBuilder()
                .setPromptId(asked.event().getPromptId())
                .setTenant(asked.event().getTenant())
                .setClient(asked.event().getClient())
                .setContext(asked.event().getContext())
                .setProbePurpose(asked.probePurpose())
                .setLambdaGroup(decision.lambdaGroup())
                .setLambda(decision.lambda())
                .setMode(decision.shadow() ? ProtectionMode.SHADOW : ProtectionMode.PROTECT)
                .setKilled(decision.killed())
                .setCommandedLambda(decision.commandedLambda())
                .setLambdaReason(decision.lambdaReason())
                .setTau(decision.tau())
                .setTopP(decision.topP())
                .setTruncation(decision.truncation())
                .setKlBudget(decision.klBudget())
                .setTilt(TiltPolicies.record(decision))
                .setAnswerGuard(decision.tilt().answerPlain())
                .setPrefilled(flight.prompt().prefilled())
                .setSeed(decision.seed())
                .setMaxNewTokens(decision.maxNewTokens())
                .setContextLength(contextLength)
                .setPolicyKey(decision.policyKey())
                .setPolicyVersion(decision.policyVersion())
                .setTeacher(models.teacher())
                .setProxy(models.proxy())
                .setPoisonDirection(models.poisonDirection())
                .setScore(models.score())
                .setCompletionTokens(statistics.completionTokens())
                .setChangedTokens(statistics.changedTokens())
                .setKlMean(statistics.klMean())
                .setKlMax(statistics.klMax())
                .setTiltedTokens(statistics.tiltedTokens())
                .setAnswerForced(statistics.answerForced())
                .setCandidatesMean(statistics.candidatesMean())
                .setSingleCandidateTokens(statistics.singleCandidateTokens())
                .setProxyPasses(statistics.proxyPasses())
                .setAttempt(attempt)
                .setQueueMillis(TimeUnit.NANOSECONDS.toMillis(statistics.queueNanos()))
                .setGenerationMillis(TimeUnit.NANOSECONDS.toMillis(statistics.generationNanos()))
                .setCompletedAt(completedAt)
                .build();
    }

    /** A trace carries the conversation and the answer; together they must fit into one record. */
    static boolean fits(PromptEvent event, String text) {
        long bytes = text.getBytes(UTF_8).length;
        for (Message message : event.getMessages()) {
            bytes += message.getContent().getBytes(UTF_8).length
                    + message.getRole().length()
                    + 8L;
        }
        return bytes <= LARGEST_TRACE;
    }
}
