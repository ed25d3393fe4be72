package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.models.ModelDirectory;
import io.antidistill.experiment.Setting;
import io.antidistill.experiment.TradeoffModels;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What all experiments are asked: where from, where to, which models and how many of everything. */
final class ExperimentOptions {
    private static final long MODEL_SEED = 1;

    @Option(
            names = "--preset",
            defaultValue = "tiny",
            description =
                    "Models and sizes to start from: tiny, or worked, whose models are trained into DIR/models first.")
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
        TradeoffModels d = TradeoffModels.in(models.isPresent() ? models.get() : presetModels());
        return new TradeoffModels(
                ModelDirectory.of(teacher.orElse(d.teacher())),
                ModelDirectory.of(proxy.orElse(d.proxy())),
                poison.orElse(d.poison()),
                ModelDirectory.of(student.orElse(d.student())));
    }

    private Path presetModels() throws Exception {
        Path tiny = Installation.tinyModels();
        if (preset == ExperimentPreset.TINY) {
            return tiny;
        }
        Path made = out.resolve("models");
        new WorkedModels(tiny, MODEL_SEED).makeUnlessIn(made);
        return made;
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
                    studentTau.map(d.student()::withTau).orElse(d.student()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(2, e.getMessage());
        }
    }
}
