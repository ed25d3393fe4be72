package io.antidistill.student;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What packing saves: how much of an epoch's rows is padding, and the processor's time of a training step, each kind of training in turn.
 *
 * <p>Arguments: the student's directory; a file of traces, or the directory of a teacher that answers arithmetic problems; how many traces;
 * how many epochs to time, 0 for none.
 */
final class PackingBenchmark {
    private static final int BATCH = 8;
    private static final long SEED = 20;

    private PackingBenchmark() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[2]);
        int epochs = Integer.parseInt(args[3]);
        try (TorchRuntime runtime = TorchRuntime.open();
                LanguageModel student = LanguageModel.load(runtime, Path.of(args[0]))) {
            List<Trace> traces = traces(runtime, Path.of(args[1]), count);
            List<CompletionExample> examples = Distillation.examples(student, traces);
            printPadding(examples);
            printTimes(runtime, student, examples, epochs);
        }
    }

    private static List<Trace> traces(TorchRuntime runtime, Path source, int count) throws IOException {
        if (Files.isRegularFile(source)) {
            return JsonLines.readTraces(source).stream().limit(count).toList();
        }
        List<String> questions = ArithmeticTask.seeded(3).problems(Split.TRAINING, 3, count).stream()
                .map(Problem::question)
                .toList();
        List<Trace> traces = new ArrayList<>();
        try (LanguageModel teacher = LanguageModel.load(runtime, source);
                PlainAnswers answers = new PlainAnswers(runtime, teacher, 0.9, 0.95, 160, SEED)) {
            List<String> texts = answers.to(questions, done -> {});
            for (int i = 0; i < count; i++) {
                traces.add(new Trace(questions.get(i), texts.get(i)));
            }
        }
        return traces;
    }

    private static void printPadding(List<CompletionExample> examples) {
        int[] lengths = examples.stream().mapToInt(e -> e.ids().length).sorted().toArray();
        System.out.printf(
                "%d traces of %d to %d tokens, median %d%n",
                lengths.length, lengths[0], lengths[lengths.length - 1], lengths[lengths.length / 2]);
        List<List<CompletionExample>> anyLength = Batches.ofAnyLength(examples, BATCH, new Random(SEED));
        Map<String, List<List<List<CompletionExample>>>> kinds = new LinkedHashMap<>();
        kinds.put("sorted", rowsOf(Batches.ofOneEpoch(examples, BATCH, new Random(SEED))));
        kinds.put("any length", rowsOf(anyLength));
        kinds.put("any length, packed", anyLength.stream().map(PackedRows::of).toList());
        kinds.forEach((kind, batches) -> System.out.printf("padding, %s: %.1f %%%n", kind, 100 * padding(batches)));
    }

    private static List<List<List<CompletionExample>>> rowsOf(List<List<CompletionExample>> batches) {
        return batches.stream().map(PackedRows::none).toList();
    }

    private static double padding(List<List<List<CompletionExample>>> batches) {
        double places = 0;
        double tokens = 0;
        for (List<List<CompletionExample>> rows : batches) {
            places += rows.size()
                    * rows.stream().mapToInt(PackedRows::lengthOf).max().orElseThrow();
            tokens += rows.stream().mapToInt(PackedRows::lengthOf).sum();
        }
        return 1 - tokens / places;
    }

    private static void printTimes(
            TorchRuntime runtime, LanguageModel student, List<CompletionExample> examples, int epochs)
            throws InterruptedException {
        TrainingSettings settings =
                TrainingSettings.tinyLora(SEED).withEpochs(1).withBatchSize(BATCH);
        Map<String, Trainer> trainers = new LinkedHashMap<>();
        trainers.put("sorted", Trainer.lora(settings));
        trainers.put("packed", Trainer.lora(settings.withPacking(true)));
        trainers.put("sorted, dropout 0.05", Trainer.lora(settings.withDropout(0.05)));
        Map<String, double[]> times = new LinkedHashMap<>();
        for (int epoch = 0; epoch < epochs; epoch++) {
            for (Map.Entry<String, Trainer> kind : trainers.entrySet()) {
                double time = secondsPerStep(runtime, student, kind.getValue(), examples);
                times.computeIfAbsent(kind.getKey(), name -> new double[epochs])[epoch] = time;
            }
        }
        times.forEach((kind, seconds) -> {
            Arrays.sort(seconds);
            System.out.printf(
                    "a step, %s: median %.1f ms, %.1f to %.1f%n",
                    kind, 1000 * seconds[epochs / 2], 1000 * seconds[0], 1000 * seconds[epochs - 1]);
        });
    }

    private static double secondsPerStep(
            TorchRuntime runtime, LanguageModel student, Trainer trainer, List<CompletionExample> examples)
            throws InterruptedException {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        try (Trained trained = trainer.train(runtime, student.config(), student.parameters(), examples)) {
            long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
            return taken / 1e9 / trained.log().trainLoss().size();
        }
    }
}
