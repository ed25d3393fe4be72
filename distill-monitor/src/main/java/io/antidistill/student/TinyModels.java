package io.antidistill.student;

import io.antidistill.model.TorchRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** Makes tiny models by a plan: a teacher, a proxy base and a student base for arithmetic word problems. */
public final class TinyModels {
    /** Told how far the trainings are, from the threads that train. */
    @FunctionalInterface
    public interface Progress {
        void stepped(String model, int step, int steps, double loss);
    }

    private final TorchRuntime runtime;
    private final Path out;
    private final Path unfinished;
    private final long seed;
    private final Progress progress;

    public TinyModels(TorchRuntime runtime, Path out, long seed, Progress progress) {
        this.runtime = runtime;
        this.out = out.toAbsolutePath();
        this.unfinished = this.out.resolveSibling(out.getFileName() + ".unfinished");
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Makes everything that lies in the directory: three models, the poison direction, sample prompts, and a note of the figures. Until all is
     * made it lies beside the directory, under the same name with {@code .unfinished} behind it: whoever is interrupted keeps the models of before.
     *
     * @param command how a reader would make them again
     * @throws IOException if the directory cannot be written
     * @throws InterruptedException if the thread was interrupted; the trainings have then been stopped
     */
    public TinyFigures make(TinyPlan plan, String command) throws IOException, InterruptedException {
        Files.createDirectories(unfinished);
        long start = System.nanoTime();
        trainAll(plan);
        TinyFigures figures = new TinyFinish(runtime, unfinished, seed, plan.amounts(), progress).run();
        long minutes = Math.round((System.nanoTime() - start) / 60e9);
        Files.writeString(unfinished.resolve("README.md"), TinyReadme.text(plan, out, command, seed, minutes, figures));
        replace();
        return figures;
    }

    private void replace() throws IOException {
        List<Path> made;
        try (Stream<Path> walk = Files.walk(unfinished)) {
            made = walk.toList();
        }
        for (Path path : made) {
            Path target = out.resolve(unfinished.relativize(path));
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else {
                Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        for (int last = made.size() - 1; last >= 0; last--) { // what lies deeper comes later in the walk
            Files.deleteIfExists(made.get(last));
        }
    }

    /** Trains the teacher on one core and the two bases, which are smaller, on another. */
    private void trainAll(TinyPlan plan) throws InterruptedException {
        List<TinyRecipe> recipes = plan.recipes();
        ExecutorService cores = Executors.newFixedThreadPool(2);
        try {
            TinyTraining training = new TinyTraining(runtime, seed, progress);
            List<Future<?>> trainings =
                    List.of(cores.submit(() -> training.train(recipes.get(0), unfinished)), cores.submit(() -> {
                        training.train(recipes.get(1), unfinished);
                        return training.train(recipes.get(2), unfinished);
                    }));
            for (Future<?> each : trainings) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("training failed: " + e.getCause().getMessage(), e.getCause());
        } finally {
            cores.shutdownNow();
        }
    }
}
