package io.antidistill.monitor;

import io.antidistill.control.ControllerState;
import io.antidistill.probe.Lesson;
import io.antidistill.schema.LambdaCommand;
import io.antidistill.task.Accuracy;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the monitor knows of one lambda group, bounded in memory. One thread at a time. */
final class GroupBook {
    private static final Logger log = LoggerFactory.getLogger(GroupBook.class);

    private final String name;
    private final int windowTraces;
    private final int mostCanaries;
    private final Deque<WindowTrace> window = new ArrayDeque<>();
    private final Map<List<ChatMessage>, Lesson> clean = new LinkedHashMap<>();
    private final Deque<Canary> canaries = new ArrayDeque<>();
    private LambdaInForce inForce;
    private ControllerState state;
    private int lastRound;
    private int unseen;
    private int leftOut;
    private boolean attempted;

    GroupBook(String name, int windowTraces, int mostCanaries, double lambdaStart) {
        this.name = name;
        this.windowTraces = windowTraces;
        this.mostCanaries = mostCanaries;
        this.inForce = LambdaInForce.atStart(lambdaStart);
        this.state = ControllerState.at(lambdaStart);
    }

    String name() {
        return name;
    }

    /** @param isNew whether no earlier round can have counted it */
    void add(WindowTrace trace, boolean isNew) {
        window.addLast(trace);
        if (window.size() > windowTraces) {
            window.removeFirst();
        }
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
        canaries.addLast(canary);
        if (canaries.size() > mostCanaries) {
            canaries.removeFirst();
        }
    }

    /** A command by hand is where the controller starts from anew; the monitor's own leaves the state as it is. */
    void command(LambdaCommand command) {
        inForce = LambdaInForce.of(command);
        if (inForce.byHand()) {
            state = ControllerState.setByHand(inForce.lambda(), inForce.frozen());
        } else if (state.lambda() != inForce.lambda()) {
            state = ControllerState.at(inForce.lambda());
        }
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
        return List.copyOf(window);
    }

    List<Lesson> clean() {
        return List.copyOf(clean.values());
    }

    boolean hasClean(List<ChatMessage> messages) {
        return clean.containsKey(messages);
    }

    /** Whether some trace of the window was protected; where none was, lambda has no say and is left alone. */
    boolean isProtected() {
        return window.stream().anyMatch(trace -> trace.lambda() > 0);
    }

    /** Share of right answers among the canaries under the lambda in force; empty where they are fewer than {@code least}. */
    OptionalDouble utility(int least) {
        List<Canary> fresh = canaries.stream()
                .filter(canary -> !canary.handedOverAt().isBefore(inForce.since()))
                .toList();
        if (fresh.isEmpty() || fresh.size() < least) {
            return OptionalDouble.empty();
        }
        int right = (int) fresh.stream().filter(Canary::right).count();
        return OptionalDouble.of(new Accuracy(right, fresh.size()).rate());
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
        long fresh = traces.stream()
                .filter(trace -> !trace.handedOverAt().isBefore(inForce.since()))
                .count();
        return traces.isEmpty() ? 0 : (double) fresh / traces.size();
    }
}
