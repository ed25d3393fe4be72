package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.experiment.DataFiles;
import io.antidistill.experiment.Setting;
import io.antidistill.experiment.TradeoffModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What all experiments are asked: where from, where to, which models and how many of everything. */
final class ExperimentOptions {
    @Option(
            names = "--preset",
            defaultValue = "tiny",
            description =
                    "Models and sizes to start from: tiny; worked, whose models are trained into DIR/models first; smollm2;"
                            + " paper, which needs a large GPU.")
    private ExperimentPreset preset;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "Where the table (CSV, JSON, Markdown) and the figures (PNG, SVG) go.")
    private Path out;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description =
                    "Directory with teacher, proxy, student and poison.safetensors; default: those of the preset.")
    private Optional<Path> models;

    @Option(
            names = "--teacher",
            paramLabel = "DIR",
            description = "Another teacher: a Hugging Face directory or hub id; so are the next two.")
    private Optional<Path> teacher;

    @Option(names = "--proxy", paramLabel = "DIR", description = "Another proxy; it needs its own --poison.")
    private Optional<Path> proxy;

    @Option(names = "--student", paramLabel = "DIR", description = "Another base for the student.")
    private Optional<Path> student;

    @Option(names = "--poison", paramLabel = "FILE", description = "Another poison direction, of that proxy.")
    private Optional<Path> poison;

    @Option(names = "--prompts", paramLabel = "N", description = "Prompts that the student learns from.")
    private Optional<Integer> prompts;

    @Option(
            names = "--task-seed",
            paramLabel = "N",
            description = "Which problems: another number gives problems that nothing was chosen on.")
    private Optional<Long> taskSeed;

    @Option(
            names = "--training-file",
            paramLabel = "FILE",
            description =
                    "Problems as GSM8K, MATH or MMLU publish them, instead of generated arithmetic: 70 %% to learn"
                            + " from, the rest for the holdout.")
    private Optional<Path> trainingFile;

    @Option(names = "--test-file", paramLabel = "FILE", description = "The problems that give the student's accuracy.")
    private Optional<Path> testFile;

    @Option(names = "--seeds", paramLabel = "N", description = "Repetitions of everything.")
    private Optional<Integer> seeds;

    @Option(names = "--tau", paramLabel = "T", description = "Temperature of everything else.")
    private Optional<Double> tau;

    @Option(
            names = "--student-tau",
            paramLabel = "T",
            description = "Temperature at which students answer the graded problems.")
    private Optional<Double> studentTau;

    @Option(names = "--top-p", paramLabel = "P", description = "Mass of the nucleus.")
    private Optional<Double> topP;

    @Option(names = "--holdout", paramLabel = "N", description = "Clean traces that give the holdout loss.")
    private Optional<Integer> holdout;

    @Option(names = "--problems", paramLabel = "N", description = "Problems that give the student's accuracy.")
    private Optional<Integer> problems;

    ExperimentPreset preset() {
        return preset;
    }

    Path out() {
        return out;
    }

    /** The models that are named, else the preset's, which may have to be trained first. */
    TradeoffModels models() throws Exception {
        requireFiles();
        TradeoffModels d =
                models.isPresent() || allNamed() ? TradeoffModels.in(models.orElse(out)) : preset.models(out);
        Path direction = poison.orElse(d.poison());
        if (!Files.exists(direction)) {
            throw new CommandFailure(
                    "there is no poison direction in %s. Make it: antidistill poison --proxy %s --teacher %s --traces FILE --out %s"
                            .formatted(direction, proxy.orElse(d.proxy()), teacher.orElse(d.teacher()), direction));
        }
        return new TradeoffModels(
                ModelDirectory.of(teacher.orElse(d.teacher())),
                ModelDirectory.of(proxy.orElse(d.proxy())),
                direction,
                ModelDirectory.of(student.orElse(d.student())));
    }

    /** Then none of the preset's models is needed, and none has to be made. */
    private boolean allNamed() {
        return teacher.isPresent() && proxy.isPresent() && poison.isPresent() && student.isPresent();
    }

    /** The preset's setting with what the options say instead. */
    Setting setting() {
        return setting(preset.tradeoff().setting().prompts());
    }

    /** As {@link #setting()}, with so many prompts unless the options say otherwise. */
    Setting setting(int usualPrompts) {
        Setting d = preset.tradeoff().setting();
        try {
            return new Setting(
                    prompts.orElse(usualPrompts),
                    d.steps(),
                    taskSeed.orElse(d.taskSeed()),
                    holdout.orElse(d.holdout()),
                    problems.orElse(d.problems()),
                    seeds.orElse(d.seeds()),
                    tau.orElse(d.tau()),
                    topP.orElse(d.topP()),
                    d.truncation(),
                    d.mostNewTokens(),
                    studentTau.map(d.student()::withTau).orElse(d.student()),
                    filesOrNull());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }

    private DataFiles filesOrNull() {
        if (trainingFile.isPresent() != testFile.isPresent()) {
            throw new CommandFailure(2, "--training-file and --test-file belong together: give both");
        }
        try {
            return trainingFile.isEmpty() ? null : DataFiles.of(trainingFile.get(), testFile.get());
        } catch (IOException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    private void requireFiles() {
        if (preset.needsFiles() && trainingFile.isEmpty()) {
            throw new CommandFailure(
                    2,
                    "this preset needs a data set's files. Give --training-file and --test-file, such as GSM8K's train.jsonl and GSM8K-Platinum's test file.");
        }
    }
}
