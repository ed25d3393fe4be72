package io.antidistill.monitor;

import io.antidistill.probe.Attacks;
import io.antidistill.probe.ControlledBy;
import io.antidistill.probe.Curriculum;
import io.antidistill.probe.Exam;
import io.antidistill.probe.Lesson;
import io.antidistill.probe.ProbeResult;
import io.antidistill.probe.ProbeRound;
import io.antidistill.probe.References;
import io.antidistill.probe.RoundSettings;
import io.antidistill.probe.StudentScore;
import io.antidistill.probe.Students;
import io.antidistill.schema.FinishReason;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.Message;
import io.antidistill.schema.ProbePrompt;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.schema.Truncation;
import io.antidistill.student.AnswerCue;
import io.antidistill.tokenizer.ChatMessage;
import java.time.Instant;
import java.util.List;

/** Records as the streams service and an operator write them. */
final class Records {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Records() {}

    static ProtectedTrace trace(String id, String question, String text, Instant handedOver) {
        return ProtectedTrace.newBuilder()
                .setPromptId(id)
                .setTenant("acme")
                .setClient("c1")
                .setMessages(List.of(new Message("user", question)))
                .setText(text)
                .setFinishReason(FinishReason.STOP)
                .setModel("teacher")
                .setPromptTokens(10)
                .setCompletionTokens(20)
                .setSubmittedAt(handedOver.minusMillis(5))
                .setCompletedAt(handedOver.plusMillis(300))
                .setQueueMillis(100)
                .setGenerationMillis(200)
                .build();
    }

    static TraceAudit audit(String id, String group, double lambda, ProbePurpose purpose) {
        return TraceAudit.newBuilder()
                .setPromptId(id)
                .setTenant("acme")
                .setClient("c1")
                .setContext("reasoning-long")
                .setProbePurpose(purpose)
                .setLambdaGroup(group)
                .setLambda(lambda)
                .setLambdaReason("test")
                .setTau(0.9)
                .setTopP(0.95)
                .setTruncation(Truncation.TRUNCATE_THEN_TILT)
                .setSeed(1)
                .setMaxNewTokens(100)
                .setPolicyKey("reasoning-long")
                .setPolicyVersion(1)
                .setTeacher("t")
                .setScore("forward")
                .setCompletionTokens(20)
                .setChangedTokens(2)
                .setKlMean(0.05)
                .setKlMax(0.5)
                .setCandidatesMean(1.3)
                .setSingleCandidateTokens(15)
                .setProxyPasses(8)
                .setAttempt(1)
                .setQueueMillis(100)
                .setGenerationMillis(200)
                .setCompletedAt(START)
                .build();
    }

    static ProbeTrace answer(ProbePurpose purpose, String group, String question, String text, Instant handedOver) {
        return ProbeTrace.newBuilder()
                .setPurpose(purpose)
                .setLambdaGroup(group)
                .setTrace(trace("p" + question.hashCode(), question, text, handedOver))
                .build();
    }

    /** The answer to what was asked. */
    static ProbeTrace answer(ProbePrompt asked, String text, Instant handedOver) {
        PromptEvent prompt = asked.getPrompt();
        ProtectedTrace trace = trace(prompt.getPromptId(), "", text, handedOver);
        trace.setMessages(prompt.getMessages());
        trace.setClient(prompt.getClient());
        return new ProbeTrace(asked.getPurpose(), asked.getLambdaGroup(), trace);
    }

    static LambdaCommand command(String group, double lambda, String by, Instant at) {
        return LambdaCommand.newBuilder()
                .setLambdaGroup(group)
                .setLambda(lambda)
                .setReason("test")
                .setIssuedBy(by)
                .setIssuedAt(at)
                .build();
    }

    /** A round of one attack. */
    static ProbeResult result(StudentScore base, StudentScore clean, StudentScore probe) {
        Students students = new Students() {
            @Override
            public String architecture() {
                return "student";
            }

            @Override
            public AnswerCue answerCue() {
                throw new AssertionError("a round forces no answers");
            }

            @Override
            public StudentScore undistilled(Exam exam) {
                return base;
            }

            @Override
            public StudentScore distilled(Curriculum curriculum, Exam exam, long seed) {
                return curriculum.lessons().get(0).text().equals("clean") ? clean : probe;
            }

            @Override
            public List<Double> losses(List<Lesson> lessons) {
                throw new AssertionError("plain asks for no losses");
            }

            @Override
            public List<Double> alignments(List<Lesson> lessons, List<Lesson> aim) {
                throw new AssertionError("plain asks for no gradients");
            }

            @Override
            public List<String> answers(List<List<ChatMessage>> conversations, double tau) {
                throw new AssertionError("plain asks for no answers");
            }

            @Override
            public void close() {}
        };
        ProbeRound round = new ProbeRound(
                students,
                new References(students, 0.3, 1),
                List.of(Attacks.plain()),
                ControlledBy.LOSS,
                RoundSettings.defaults(),
                1);
        return round.run(
                "standard",
                List.of(Lesson.of("q", "protected")),
                List.of(Lesson.of("q", "clean")),
                new Exam(List.of(Lesson.of("h", "t")), List.of()));
    }
}
