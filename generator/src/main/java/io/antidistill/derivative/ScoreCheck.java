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
import io.antidistill.poison.PoisonDirection;
import io.antidistill.poison.TraceScores;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
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
            return angles(ids -> LogitTangents.differenceOfLogProbabilities(
                            logits(forth, ids), logits(back, ids), ids.length, epsilon))
                    .error();
        }
    }

    /** Forward mode in the given type. */
    public ScoreError forwardMode(NumberType type) {
        try (TraceScores scores = TraceScores.of(runtime, proxy, direction, type)) {
            return angles(ids -> scores.after(ids)[1]).error();
        }
    }

    /** ‖â − b̂‖ of this direction's Δ and another's, over the whole vocabulary at every place that counts. */
    public double distanceFrom(PoisonDirection other) {
        try (TraceScores scores = TraceScores.of(runtime, proxy, other, NumberType.FP32)) {
            return angles(ids -> scores.after(ids)[1]).overVocabulary().distance();
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

    private float[] logits(Decoder decoder, int[] ids) {
        try (NDManager manager = runtime.newManager()) {
            return decoder.logits(manager, new int[][] {ids}).toFloatArray();
        }
    }

    private record Angles(Angle overVocabulary, Angle overTokens) {
        ScoreError error() {
            return new ScoreError(overVocabulary.sine(), overTokens.sine());
        }
    }

    /** @param scores Δ after every token of a trace: T times V */
    private Angles angles(Function<int[], float[]> scores) {
        int vocabulary = proxy.config().vocabularySize();
        Angles angles = new Angles(new Angle(), new Angle());
        try (TraceScores exactly = TraceScores.of(runtime, proxy, direction, NumberType.FP32)) {
            for (SelectedTokens trace : traces) {
                int[] ids = trace.example().ids();
                float[] exact = exactly.after(ids)[1];
                float[] other = scores.apply(ids);
                for (int place : trace.places()) {
                    int row = (place - 1) * vocabulary;
                    angles.overVocabulary().add(exact, other, row, row + vocabulary);
                    angles.overTokens().add(exact[row + ids[place]], other[row + ids[place]]);
                }
            }
        }
        return angles;
    }

    private double forward(TraceScores scores, SelectedTokens token) {
        int place = token.places()[0];
        int[] ids = token.example().ids();
        return scores.after(ids)[1][(place - 1) * proxy.config().vocabularySize() + ids[place]];
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
