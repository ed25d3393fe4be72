package io.antidistill.monitor;

import io.antidistill.control.ControllerState;
import io.antidistill.probe.Lesson;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.TraceAudit;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the monitor knows of one lambda group, bounded in memory. One thread at a time. */
final class GroupBook {
    private static final int MOST_OWN = 16;
    private static final Logger log = LoggerFactory.getLogger(GroupBook.class);

    private final String name;
    private final int windowTraces;
    private final TraceWindow window;
    private final Map<List<ChatMessage>, Lesson> clean = new LinkedHashMap<>();
    private final Canaries canaries;
    private final Candidates candidates;
    private final Map<Double, Integer> arrived = new HashMap<>();
    private final Set<LambdaCommand> own = Collections.newSetFromMap(new Bounded<>(MOST_OWN));
    private final List<String> faults = new ArrayList<>();
    private String disturbance;
    private LambdaInForce inForce;
    private ControllerState state;
    private int lastRound;
    private int unseen;
    private int leftOut;
    private boolean attempted;

    GroupBook(
            String name, int windowTraces, WindowKeep keep, int mostCanaries, int mostCandidates, double lambdaStart) {
        this.name = name;
        this.windowTraces = windowTraces;
        this.window = new TraceWindow(windowTraces, keep);
        this.canaries = new Canaries(mostCanaries);
        this.candidates = new Candidates(mostCandidates);
        this.inForce = LambdaInForce.atStart(lambdaStart);
        this.state = ControllerState.at(lambdaStart);
    }

    String name() {
        return name;
    }

    /** @param isNew whether no earlier round can have counted it */
    void add(WindowTrace trace, boolean isNew) {
        if (isNew) {
            trace.commanded().ifPresent(lambda -> arrived.merge(lambda, 1, Integer::sum));
        }
        window.add(trace, inForce.since());
        unseen += isNew ? 1 : 0;
    }

    /** A trace that answers a prompt of the exam: nothing may learn from it. */
    void leftOut() {
        if (leftOut++ == 0) {
            log.warn(
                    "{}: left a trace out whose prompt is one of the exam's; if that goes on, name other problems by"
                            + " monitor.problems. Reports count them",
                    name);
        }
    }

    int leftOutSoFar() {
        return leftOut;
    }

    void addClean(Lesson lesson) {
        clean.remove(lesson.messages());
        clean.put(lesson.messages(), lesson);
        if (clean.size() > windowTraces) {
            clean.remove(clean.keySet().iterator().next());
        }
    }

    void add(Canary canary) {
        canaries.add(canary);
    }

    /** @param audit empty if it is yet to come */
    void addCandidate(ProtectedTrace answer, Optional<TraceAudit> audit) {
        candidates.add(answer, audit);
    }

    /** The audit of a canary or a candidate came after its answer. */
    void probeAudited(TraceAudit audit) {
        canaries.audited(audit);
        candidates.audited(audit);
    }

    /**
     * A command from the topic. By hand it is where the controller starts from anew.
     *
     * @param live whether it was given just now: a command of the monitor that this monitor did not give is none
     */
    void command(LambdaCommand command, boolean live) {
        LambdaInForce given = LambdaInForce.of(command);
        String value = String.format(Locale.ROOT, "%.4g", given.lambda());
        if (own.remove(command)) {
            if (inForce.byHand() && inForce.lambda() != given.lambda()) {
                disturbed("a command of the monitor, " + value + ", crossed that of " + inForce.by());
            }
        } else if (given.byMonitor() ? live : !given.byHand()) {
            disturbed("a command of " + value + " came "
                    + (given.byMonitor()
                            ? "in the monitor's name, but not from this monitor (is another one running under another"
                                    + " monitor.group.id?)"
                            : "without an author or without a reason"));
        } else {
            adopt(given);
        }
    }

    /** What this monitor has just commanded; it will come back from the topic. */
    void commanded(LambdaCommand command) {
        own.add(command);
        adopt(LambdaInForce.of(command));
    }

    /** The command in force was given again. */
    void putRight(LambdaCommand again, String fault) {
        own.add(again);
        if (!inForce.isStart()) {
            faults.add(fault);
        }
        inForce = inForce.repeatedBy(again);
        disturbance = null;
    }

    private void adopt(LambdaInForce given) {
        inForce = given;
        disturbance = null;
        if (inForce.byHand()) {
            state = ControllerState.setByHand(inForce.lambda(), inForce.frozen());
        } else if (state.lambda() != inForce.lambda()) {
            state = ControllerState.at(inForce.lambda());
        }
    }

    /** What holds for this group is no longer in the topic as it should be. */
    void disturbed(String why) {
        disturbance = why;
    }

    Optional<String> disturbance() {
        return Optional.ofNullable(disturbance);
    }

    /** What was put right since the last report. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    void faultsReported() {
        faults.clear();
    }

    /** New traces since the last call, by the commanded lambda that their audits name. */
    Map<Double, Integer> takeArrived() {
        Map<Double, Integer> taken = Map.copyOf(arrived);
        arrived.clear();
        return taken;
    }

    Optional<WindowTrace> latest() {
        return window.latest();
    }

    void reported(int round) {
        lastRound = Math.max(lastRound, round);
    }

    void remember(ControllerState next) {
        state = next;
    }

    void roundStarted() {
        unseen = 0;
        attempted = true;
    }

    /** Whether a round was begun, now or in an earlier run, whatever came of it. */
    boolean attempted() {
        return attempted || lastRound > 0;
    }

    LambdaInForce inForce() {
        return inForce;
    }

    ControllerState state() {
        return state;
    }

    int lastRound() {
        return lastRound;
    }

    int unseen() {
        return unseen;
    }

    List<WindowTrace> window() {
        return window.stream().toList();
    }

    /** What the window's prompts were answered as other clients, under the lambda in force. */
    List<Lesson> candidates() {
        Set<List<ChatMessage>> prompts =
                window.stream().map(trace -> trace.lesson().messages()).collect(Collectors.toSet());
        return candidates.to(prompts, inForce);
    }

    /**
     * The traces that no round has had yet and that were sampled under the lambda in force, the latest first. In a reservoir, which also
     * drops new ones, some older ones may be among them.
     */
    List<WindowTrace> freshUnseen() {
        List<WindowTrace> all = window();
        List<WindowTrace> fresh = new ArrayList<>(all.subList(Math.max(0, all.size() - unseen), all.size()));
        fresh.removeIf(trace -> !trace.isUnder(inForce));
        Collections.reverse(fresh);
        return fresh;
    }

    List<Lesson> clean() {
        return List.copyOf(clean.values());
    }

    boolean hasClean(List<ChatMessage> messages) {
        return clean.containsKey(messages);
    }

    /** Whether lambda had a say in some trace of the window; where it had none, the group is left alone. */
    boolean isProtected() {
        return window.stream()
                .anyMatch(trace -> trace.lambda() > 0 || trace.commanded().isPresent());
    }

    /** Share of right answers among the canaries under the lambda in force; empty where they are fewer than {@code least}. */
    OptionalDouble utility(int least) {
        return canaries.utility(inForce, least);
    }

    /** The same where those without a result were asked for it once more; empty where fewer than {@code least} results are here. */
    OptionalDouble utilityForced(int least) {
        return canaries.utilityForced(inForce, least);
    }

    /** Canaries under the lambda in force that are to be asked for their result once more. */
    List<Canary> canariesWithoutResult() {
        return canaries.withoutResult(inForce);
    }

    /** The latest trace of the commonest context: canaries are asked as it was. */
    Optional<WindowTrace> typical() {
        Map<String, List<WindowTrace>> byContext = window.stream()
                .collect(Collectors.groupingBy(WindowTrace::context, LinkedHashMap::new, Collectors.toList()));
        return byContext.values().stream()
                .max(Comparator.comparingInt(List::size))
                .map(traces -> traces.get(traces.size() - 1));
    }

    static double mean(List<WindowTrace> traces, Function<WindowTrace, Number> figure) {
        return traces.stream()
                .mapToDouble(trace -> figure.apply(trace).doubleValue())
                .average()
                .orElse(0);
    }

    /** Share of these traces that were handed over under this lambda. */
    static double freshShare(List<WindowTrace> traces, LambdaInForce inForce) {
        long fresh = traces.stream().filter(trace -> trace.isUnder(inForce)).count();
        return traces.isEmpty() ? 0 : (double) fresh / traces.size();
    }
}
