package io.antidistill.student;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.antidistill.model.AdamW;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.Decoder;
import io.antidistill.model.Dropout;
import io.antidistill.model.Gradients;
import io.antidistill.model.LoraAdapter;
import io.antidistill.model.OpenedSoFar;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.weights.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Trains a decoder on completions: AdamW, a cosine schedule with warm-up, gradients clipped by norm, the prompt masked. The same seed and
 * examples give the same weights. The starting weights are left as they are.
 *
 * <p>A trainer is immutable and may be used by several threads; each training runs in the caller's thread, on one core, and ends early with
 * {@link InterruptedException} when that thread is interrupted.
 */
public final class Trainer {
    private final TrainingSettings settings;
    private final List<String> adapted;
    private final List<CompletionExample> holdout;
    private final int holdoutEvery;
    private final TrainingListener listener;
    private final TrainingCheckpoint checkpointOrNull;
    private final ToDoubleFunction<CompletionExample> weightsOrNull;

    private Trainer(
            TrainingSettings settings,
            List<String> adapted,
            List<CompletionExample> holdout,
            int holdoutEvery,
            TrainingListener listener,
            TrainingCheckpoint checkpointOrNull,
            ToDoubleFunction<CompletionExample> weightsOrNull) {
        this.settings = settings;
        this.adapted = List.copyOf(adapted);
        this.holdout = holdout;
        this.holdoutEvery = holdoutEvery;
        this.listener = listener;
        this.checkpointOrNull = checkpointOrNull;
        this.weightsOrNull = weightsOrNull;
    }

    /**
     * Trains every weight.
     *
     * @throws IllegalArgumentException if the settings name a dropout
     */
    public static Trainer fullFineTuning(TrainingSettings settings) {
        if (settings.dropout() > 0) {
            throw new IllegalArgumentException("invalid value " + settings.dropout()
                    + " for dropout: only an adapter's input is dropped; set it to 0, or train an adapter");
        }
        return new Trainer(settings, List.of(), List.of(), 0, (step, steps, loss) -> {}, null, null);
    }

    /** Trains a low-rank adapter on every projection; the result has it merged into the weights. */
    public static Trainer lora(TrainingSettings settings) {
        return lora(settings, LoraAdapter.ALL_PROJECTIONS);
    }

    /**
     * Trains a low-rank adapter on some projections; the result has it merged into the weights.
     *
     * @param targets of {@link LoraAdapter#ALL_PROJECTIONS}, at least one
     */
    public static Trainer lora(TrainingSettings settings, List<String> targets) {
        if (targets.isEmpty()) {
            throw new IllegalArgumentException(
                    "invalid value [] for targets: an adapter changes at least one projection");
        }
        return new Trainer(settings, targets, List.of(), 0, (step, steps, loss) -> {}, null, null);
    }

    /** Also measures the holdout loss: before the first step, every so many steps, and after the last. */
    public Trainer withHoldout(List<CompletionExample> examples, int everySteps) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("invalid value " + everySteps + " for everySteps: must be positive");
        }
        return new Trainer(
                settings, adapted, List.copyOf(examples), everySteps, listener, checkpointOrNull, weightsOrNull);
    }

    public Trainer withListener(TrainingListener told) {
        return new Trainer(settings, adapted, holdout, holdoutEvery, told, checkpointOrNull, weightsOrNull);
    }

    /** Goes on from a checkpoint, if there is one, and writes one now and then. Of steps that were taken before, the log has no losses. */
    Trainer withCheckpoint(TrainingCheckpoint checkpoint) {
        return new Trainer(settings, adapted, holdout, holdoutEvery, listener, checkpoint, weightsOrNull);
    }

    /** Lets some examples count more than others: the loss of a batch is the weighted mean over its tokens. */
    public Trainer withWeights(ToDoubleFunction<CompletionExample> weights) {
        return new Trainer(settings, adapted, holdout, holdoutEvery, listener, checkpointOrNull, weights);
    }

    /**
     * Trains on each example {@code epochs} times.
     *
     * @throws InterruptedException if the thread was interrupted; nothing is left behind
     * @throws ArithmeticException if the loss is no longer a number
     * @throws IllegalArgumentException if there are no examples
     */
    public Trained train(TorchRuntime runtime, ModelConfig config, Parameters start, List<CompletionExample> examples)
            throws InterruptedException {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("invalid value 0 for the number of examples: give at least one");
        }
        return adapted.isEmpty()
                ? trainAll(runtime, config, start, examples)
                : trainAdapter(runtime, config, start, examples);
    }

    private Trained trainAll(
            TorchRuntime runtime, ModelConfig config, Parameters start, List<CompletionExample> examples)
            throws InterruptedException {
        Optional<TrainingCheckpoint.Resumed> resumed = resumed(runtime);
        try (OpenedSoFar opened = new OpenedSoFar()) {
            Parameters weights =
                    opened.add(resumed.map(TrainingCheckpoint.Resumed::weights).orElseGet(start::copy));
            AdamW.State state = opened.add(
                    resumed.map(TrainingCheckpoint.Resumed::optimiser).orElseGet(() -> AdamW.State.before(weights)));
            try (Decoder decoder = Decoder.of(runtime, config, weights)) {
                return opened.all(new Trained(weights, run(runtime, decoder, weights, state, examples)));
            }
        }
    }

    private Trained trainAdapter(
            TorchRuntime runtime, ModelConfig config, Parameters start, List<CompletionExample> examples)
            throws InterruptedException {
        Optional<TrainingCheckpoint.Resumed> resumed = resumed(runtime);
        try (OpenedSoFar opened = new OpenedSoFar()) {
            LoraAdapter adapter = opened.add(
                    resumed.map(state -> LoraAdapter.of(settings.rank(), settings.alpha(), adapted, state.weights()))
                            .orElseGet(() -> LoraAdapter.initialise(
                                    runtime, config, settings.rank(), settings.alpha(), adapted, settings.seed())));
            AdamW.State state = opened.add(resumed.map(TrainingCheckpoint.Resumed::optimiser)
                    .orElseGet(() -> AdamW.State.before(adapter.parameters())));
            try (Decoder decoder = Decoder.lora(runtime, config, start, adapter)) {
                TrainingLog log = run(runtime, decoder, adapter.parameters(), state, examples);
                return new Trained(adapter.merge(start), log);
            }
        }
    }

    private Optional<TrainingCheckpoint.Resumed> resumed(TorchRuntime runtime) {
        return checkpointOrNull == null ? Optional.empty() : checkpointOrNull.read(runtime);
    }

    private TrainingLog run(
            TorchRuntime runtime,
            Decoder decoder,
            Parameters trained,
            AdamW.State state,
            List<CompletionExample> examples)
            throws InterruptedException {
        Random random = new Random(settings.seed());
        Random dropouts = new Random(settings.seed());
        int stepsPerEpoch = (examples.size() + settings.batchSize() - 1) / settings.batchSize();
        int steps = settings.epochs() * stepsPerEpoch;
        CosineSchedule schedule = CosineSchedule.of(settings, steps);
        List<Double> losses = new ArrayList<>(steps);
        List<TrainingLog.HoldoutPoint> points = new ArrayList<>();
        long taken = state.steps();
        int step = 0;
        if (taken == 0) {
            measure(runtime, decoder, 0, steps, points);
        }
        try (AdamW optimiser = new AdamW(runtime, trained, settings.weightDecay(), settings.clip(), state)) {
            for (int epoch = 0; epoch < settings.epochs(); epoch++) {
                for (List<CompletionExample> batch : batches(examples, random)) {
                    step++;
                    long dropoutSeed = dropouts.nextLong();
                    if (step <= taken) {
                        continue; // before the checkpoint; the order of what follows depends on these as well
                    }
                    double loss = step(runtime, decoder, trained, optimiser, batch, schedule.rate(step), dropoutSeed);
                    losses.add(loss);
                    listener.stepped(step, steps, loss);
                    measure(runtime, decoder, step, steps, points);
                    boolean interrupted = Thread.interrupted();
                    if (checkpointOrNull != null && (interrupted || step % checkpointOrNull.everySteps() == 0)) {
                        checkpointOrNull.write(trained, optimiser.state());
                    }
                    if (interrupted) {
                        throw new InterruptedException("training stopped after step " + step + " of " + steps);
                    }
                }
            }
        }
        return new TrainingLog(losses, points);
    }

    private double step(
            TorchRuntime runtime,
            Decoder decoder,
            Parameters trained,
            AdamW optimiser,
            List<CompletionExample> batch,
            double rate,
            long dropoutSeed) {
        try (Gradients gradients = Gradients.on()) {
            gradients.attach(trained);
            double tokens = 0;
            for (CompletionExample example : batch) {
                tokens += weight(example) * example.completionTokens();
            }
            double loss = 0;
            long seed = dropoutSeed;
            for (List<List<CompletionExample>> part : parts(batch, decoder.config())) {
                try (NDManager manager = runtime.newManager()) {
                    NDArray sum = decoder.trainingLoss(manager, part, new Dropout(settings.dropout(), seed++));
                    double share = weight(part.get(0).get(0)) / tokens;
                    loss += share * sum.getFloat();
                    if (!Double.isFinite(loss)) {
                        throw new ArithmeticException("the training loss is " + loss + "; lower the learning rate");
                    }
                    gradients.backward(sum, share);
                }
            }
            optimiser.step(rate);
            return loss;
        }
    }

    private List<List<CompletionExample>> batches(List<CompletionExample> examples, Random random) {
        return settings.packing()
                ? Batches.ofAnyLength(examples, settings.batchSize(), random)
                : Batches.ofOneEpoch(examples, settings.batchSize(), random);
    }

    /** Rows that are computed together; all examples of a part count alike. */
    private List<List<List<CompletionExample>>> parts(List<CompletionExample> batch, ModelConfig config) {
        if (weightsOrNull != null) {
            return batch.stream().map(List::of).map(PackedRows::none).toList();
        }
        List<List<CompletionExample>> rows = settings.packing() ? PackedRows.of(batch) : PackedRows.none(batch);
        return Batches.withinMemory(rows, PackedRows::lengthOf, config.vocabularySize());
    }

    private double weight(CompletionExample example) {
        return weightsOrNull == null ? 1 : weightsOrNull.applyAsDouble(example);
    }

    private void measure(
            TorchRuntime runtime, Decoder decoder, int step, int steps, List<TrainingLog.HoldoutPoint> points) {
        if (!holdout.isEmpty() && (step % holdoutEvery == 0 || step == steps)) {
            points.add(new TrainingLog.HoldoutPoint(step, HoldoutLoss.of(runtime, decoder, holdout)));
        }
    }
}
