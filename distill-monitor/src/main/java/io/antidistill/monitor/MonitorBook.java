package io.antidistill.monitor;

import io.antidistill.probe.Exam;
import io.antidistill.probe.Lesson;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProbePurpose;
import io.antidistill.schema.ProbeReport;
import io.antidistill.schema.ProbeTrace;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.student.AnswerCue;
import io.antidistill.task.AnswerGrader;
import io.antidistill.task.Problem;
import io.antidistill.tokenizer.ChatMessage;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything the monitor knows, gathered from the topics: groups, holdout traces, canaries. Bounded in memory. One
 * thread at a time.
 */
final class MonitorBook {
    /** Traces and audits arrive from different partitions; so many may wait for their other half. */
    private static final int MOST_UNMATCHED = 4096;

    private final MonitorConfig config;
    private final Map<String, GroupBook> groups = new TreeMap<>();
    private final Map<String, Unmatched> traces = new Bounded<>(MOST_UNMATCHED);
    private final Map<String, TraceAudit> audits = new Bounded<>(MOST_UNMATCHED);
    private final Map<String, TraceAudit> probeAudits = new Bounded<>(MOST_UNMATCHED);
    private final Map<List<ChatMessage>, Lesson> holdout = new LinkedHashMap<>();
    private final Map<List<ChatMessage>, Problem> canaryProblems = new LinkedHashMap<>();
    private final MonitorQuestions questions;
    private final ExamPrompts examPrompts;
    private Exam exam;
    private boolean live;

    private record Unmatched(ProtectedTrace trace, boolean isNew) {}

    MonitorBook(MonitorConfig config, MonitorQuestions questions) {
        this.config = config;
        this.questions = questions;
        this.examPrompts = ExamPrompts.of(
                Stream.concat(questions.holdout().stream(), graded().stream()).toList());
        questions.canaries().forEach(problem -> canaryProblems.put(Lessons.question(problem.question()), problem));
    }

    void trace(ProtectedTrace trace, boolean isNew) {
        TraceAudit audit = audits.remove(trace.getPromptId());
        if (audit == null) {
            traces.put(trace.getPromptId(), new Unmatched(trace, isNew));
        } else {
            matched(trace, audit, isNew);
        }
    }

    void audit(TraceAudit audit) {
        if (audit.getProbePurpose() == ProbePurpose.CLEAN_REFERENCE) {
            return;
        }
        if (audit.getProbePurpose() != null) {
            probeAudits.put(audit.getPromptId(), audit);
            group(audit.getLambdaGroup()).probeAudited(audit);
            return;
        }
        Unmatched waiting = traces.remove(audit.getPromptId());
        if (waiting == null) {
            audits.put(audit.getPromptId(), audit);
        } else {
            matched(waiting.trace(), audit, waiting.isNew());
        }
    }

    private void matched(ProtectedTrace trace, TraceAudit audit, boolean isNew) {
        GroupBook group = group(audit.getLambdaGroup());
        WindowTrace joined = WindowTrace.of(trace, audit);
        if (examPrompts.within(joined.lesson().messages())) {
            group.leftOut();
        } else {
            group.add(joined, isNew);
        }
    }

    void probeTrace(ProbeTrace answer) {
        Lesson lesson = Lessons.of(answer.getTrace());
        if (answer.getPurpose() == ProbePurpose.CANARY) {
            graded(answer.getTrace(), lesson).ifPresent(group(answer.getLambdaGroup())::add);
        } else if (answer.getPurpose() == ProbePurpose.CANDIDATE) {
            group(answer.getLambdaGroup()).addCandidate(answer.getTrace(), auditOf(answer.getTrace()));
        } else if (questions.isHoldout(lesson.messages())) {
            holdout.put(lesson.messages(), lesson);
        } else if (!examPrompts.within(lesson.messages())) {
            group(answer.getLambdaGroup()).addClean(lesson);
        }
    }

    private Optional<Canary> graded(ProtectedTrace answer, Lesson lesson) {
        boolean isFollowUp = FollowUp.canaryOf(answer.getPromptId()).isPresent();
        Problem problem = canaryProblems.get(isFollowUp ? FollowUp.question(lesson.messages()) : lesson.messages());
        String text = isFollowUp ? AnswerCue.boxed(lesson.text()) : lesson.text();
        return Optional.ofNullable(problem)
                .map(p -> new Canary(
                        answer,
                        AnswerGrader.answer(text).isPresent(),
                        AnswerGrader.isRight(text, p.answer()),
                        auditOf(answer)));
    }

    private Optional<TraceAudit> auditOf(ProtectedTrace answer) {
        return Optional.ofNullable(probeAudits.get(answer.getPromptId()));
    }

    /** From now on the topics tell what happens, not what has happened. */
    void live() {
        live = true;
    }

    /** What holds for a group is no longer in the topic as it should be; only of groups that are known. */
    void commandLost(String group, String why) {
        if (groups.containsKey(group)) {
            groups.get(group).disturbed(why);
        }
    }

    /** @throws IllegalArgumentException for a lambda that makes no sense; the book stays as it is */
    void command(LambdaCommand command) {
        double lambda = command.getLambda();
        if (!(lambda >= 0 && lambda < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("invalid value " + lambda + " for lambda of group "
                    + command.getLambdaGroup() + ": it must be finite and at least 0");
        }
        group(command.getLambdaGroup()).command(command, live);
    }

    void report(ProbeReport report) {
        group(report.getLambdaGroup()).reported(report.getRound());
    }

    GroupBook group(String name) {
        return groups.computeIfAbsent(
                name,
                n -> new GroupBook(
                        n,
                        config.windowTraces(),
                        config.windowKeep(),
                        config.canariesPerRound() * 2,
                        config.thief().mostPerRound() * 2,
                        config.control(n).lambdaStart()));
    }

    Collection<GroupBook> groups() {
        return groups.values();
    }

    boolean hasHoldout(List<ChatMessage> messages) {
        return holdout.containsKey(messages);
    }

    /**
     * What students are examined on. Fixed at its first use, so that the losses of one run compare; empty while too few
     * holdout traces are here.
     */
    Optional<Exam> exam() {
        if (exam == null && holdout.size() >= config.leastHoldout()) {
            exam = new Exam(List.copyOf(holdout.values()), graded());
        }
        return Optional.ofNullable(exam);
    }

    private List<Problem> graded() {
        return questions.canaries().stream().limit(config.gradedProblems()).toList();
    }
}
