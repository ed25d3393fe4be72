package io.antidistill.derivative;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.antidistill.model.Decoder;
import io.antidistill.model.Gradients;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.NumberType;
import io.antidistill.model.Parameters;
import io.antidistill.model.SelectedTokens;
import io.antidistill.model.TorchRuntime;
import io.antidistill.poison.PlaceRows;
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.TraceScores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How far ways to compute Δ are from the exact derivative, on traces: the sine of the angle between the two vectors, which does not depend on
 * scale. Exact is forward mode in float32; {@link #distanceFromAutograd} checks that itself. Belongs to one thread.
 *
 * <p>Shapes: T tokens of a trace, V vocabulary.
 */
public final class ScoreCheck {
    private final TorchRuntime runtime;
    private final LanguageModel proxy;
    private final PoisonDirection direction;
    private final List<SelectedTokens> traces;

    /**
     * The error of one way to compute Δ.
     *
     * @param overVocabulary sine over the whole vocabulary at every place that counts
     * @param overTokens sine over the traces' own tokens at those places, as in the paper's figure
     */
    public record ScoreError(double overVocabulary, double overTokens) {}

    /** Proxy and direction stay the caller's. The proxy must have been loaded in float32, or it is held twice. */
    public ScoreCheck(
            TorchRuntime runtime, LanguageModel proxy, PoisonDirection direction, List<SelectedTokens> traces) {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException("invalid value [] for traces: at least one is needed");
        }
        this.runtime = runtime;
        this.proxy = proxy;
        this.direction = direction;
        this.traces = List.copyOf(traces);
    }

    /** The finite difference of step ε, with weights, their shifted copies and activations in the given type. */
    public ScoreError finiteDifference(double epsilon, NumberType type) {
        try (Parameters whole = direction.whole(runtime);
                Parameters forthWeights = proxy.parameters().shifted(whole, epsilon);
                Parameters backWeights = proxy.parameters().shifted(whole, -epsilon);
                Decoder forth = Decoder.of(runtime, proxy.config(), forthWeights, type);
                Decoder back = Decoder.of(runtime, proxy.config(), backWeights, type)) {
            return angles((ids, manager) -> {
                        PlaceRows plus = PlaceRows.of(forth.logits(manager, new int[][] {ids}));
                        PlaceRows minus = PlaceRows.of(back.logits(manager, new int[][] {ids}));
                        return place -> LogitTangents.differenceOfLogProbabilities(
                                plus.before(place), minus.before(place), 1, epsilon);
                    })
                    .error();
        }
    }

    /** Forward mode in the given type. */
    public ScoreError forwardMode(NumberType type) {
        try (TraceScores scores = TraceScores.of(runtime, proxy, direction, type)) {
            return angles(rowsOf(scores)).error();
        }
    }

    /** ‖â − b̂‖ of this direction's Δ and another's, over the whole vocabulary at every place that counts. */
    public double distanceFrom(PoisonDirection other) {
        try (TraceScores scores = TraceScores.of(runtime, proxy, other, NumberType.FP32)) {
            return angles(rowsOf(scores)).overVocabulary().distance();
        }
    }

    /**
     * ‖â − b̂‖ of forward mode in float32 and of a backward pass for every token, over the traces' own tokens.
     *
     * @param mostTokens how many of them, spread evenly: each costs a backward pass
     * @param progress hears how many are done
     */
    public double distanceFromAutograd(int mostTokens, IntConsumer progress) {
        List<SelectedTokens> single = spread(mostTokens);
        Angle angle = new Angle();
        try (TraceScores scores = TraceScores.of(runtime, proxy, direction, NumberType.FP32);
                Parameters whole = direction.whole(runtime);
                Parameters leaves = proxy.parameters().alias();
                Decoder decoder = Decoder.of(runtime, proxy.config(), leaves);
                Gradients gradients = Gradients.on()) {
            gradients.attach(leaves);
            for (int i = 0; i < single.size(); i++) {
                angle.add(forward(scores, single.get(i)), backward(decoder, gradients, single.get(i), whole));
                progress.accept(i + 1);
            }
        }
        return angle.distance();
    }

    /** A way to compute Δ: of one trace's tokens, what may stand at each place. The manager owns what it takes. */
    private interface Scores {
        IntFunction<float[]> of(int[] ids, NDManager manager);
    }

    private static Scores rowsOf(TraceScores scores) {
        return (ids, manager) -> scores.of(manager, ids).scores()::before;
    }

    private record Angles(Angle overVocabulary, Angle overTokens) {
        ScoreError error() {
            return new ScoreError(overVocabulary.sine(), overTokens.sine());
        }
    }

    private Angles angles(Scores others) {
        Angles angles = new Angles(new Angle(), new Angle());
        try (TraceScores exactly = TraceScores.of(runtime, proxy, direction, NumberType.FP32)) {
            for (SelectedTokens trace : traces) {
                int[] ids = trace.example().ids();
                try (NDManager manager = runtime.newManager()) {
                    IntFunction<float[]> exactRows = rowsOf(exactly).of(ids, manager);
                    IntFunction<float[]> otherRows = others.of(ids, manager);
                    for (int place : trace.places()) {
                        float[] exact = exactRows.apply(place);
                        float[] other = otherRows.apply(place);
                        angles.overVocabulary().add(exact, other, 0, exact.length);
                        angles.overTokens().add(exact[ids[place]], other[ids[place]]);
                    }
                }
            }
        }
        return angles;
    }

    private double forward(TraceScores scores, SelectedTokens token) {
        int place = token.places()[0];
        int[] ids = token.example().ids();
        try (NDManager manager = runtime.newManager()) {
            return rowsOf(scores).of(ids, manager).apply(place)[ids[place]];
        }
    }

    /** ⟨g, ∇ log p⟩ */
    private double backward(Decoder decoder, Gradients gradients, SelectedTokens token, Parameters whole) {
        gradients.zero();
        try (NDManager manager = runtime.newManager()) {
            NDArray loss = decoder.selectedLoss(manager, List.of(token));
            gradients.backward(loss);
        }
        try (Parameters gradient = gradients.copy(runtime)) {
            return -gradient.dot(whole);
        }
    }

    private List<SelectedTokens> spread(int most) {
        List<SelectedTokens> single = new ArrayList<>();
        for (SelectedTokens trace : traces) {
            for (int place : trace.places()) {
                single.add(new SelectedTokens(trace.example(), new int[] {place}));
            }
        }
        int step = 1 + (single.size() - 1) / most;
        return IntStream.range(0, single.size())
                .filter(i -> i % step == 0)
                .mapToObj(single::get)
                .toList();
    }
}
