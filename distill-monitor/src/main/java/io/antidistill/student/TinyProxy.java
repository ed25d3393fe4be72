package io.antidistill.student;

import io.antidistill.model.TorchRuntime;
import java.io.IOException;
import java.nio.file.Path;

/** Trains proxies of other sizes and families from scratch, on the lessons of the shipped one. For one thread. */
public final class TinyProxy {
    /** The training of the shipped proxy. */
    public static final int SHIPPED_STEPS = 1000;

    /** Problems in each step. */
    public static final int BATCH = TinyRecipe.BATCH_SIZE;

    private static final long SEED = 1;

    private TinyProxy() {}

    /**
     * Writes a Hugging Face directory named like the shape.
     *
     * @param steps of {@link #BATCH} problems each
     * @param parent of that directory
     * @return the directory
     * @throws IOException if the directory cannot be written
     * @throws InterruptedException if the thread was interrupted
     */
    public static Path train(TorchRuntime runtime, TinyShape shape, int steps, Path parent)
            throws IOException, InterruptedException {
        return new TinyTraining(runtime, SEED, (model, step, of, loss) -> {})
                .train(TinyRecipe.proxy(shape, steps), parent);
    }
}
