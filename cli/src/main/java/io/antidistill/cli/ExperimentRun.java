package io.antidistill.cli;

import io.antidistill.cli.console.CommandFailure;
import io.antidistill.cli.console.Progress;
import io.antidistill.experiment.ExperimentProgress;
import io.antidistill.model.TorchRuntime;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** Runs an experiment with its progress shown, and says what came of it. */
final class ExperimentRun {
    private ExperimentRun() {}

    /** An experiment that is ready to run. */
    @FunctionalInterface
    interface Experiment<T> {
        T run(TorchRuntime runtime, ExperimentProgress progress) throws Exception;
    }

    /** @throws CommandFailure if the experiment cannot be run as it was asked for */
    static <T> T of(String name, Experiment<T> experiment) throws Exception {
        try (TorchRuntime runtime = TorchRuntime.open();
                Bar bar = new Bar(name)) {
            return experiment.run(runtime, bar);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(e.getMessage(), e);
        }
    }

    /** @param files what lies in the directory now, for people */
    static void tell(CommandSpec spec, String results, Path directory, String files) {
        PrintWriter terminal = spec.commandLine().getOut();
        terminal.print(results);
        terminal.printf("%nWritten to %s: %s%n", directory.toAbsolutePath(), files);
        terminal.flush();
    }

    /** Begins when the experiment knows how much there is to do. */
    private static final class Bar implements ExperimentProgress, AutoCloseable {
        private final String name;
        private Progress progressOrNull;

        Bar(String name) {
            this.name = name;
        }

        @Override
        public void at(long done, long total, String doing) {
            if (progressOrNull == null) {
                progressOrNull = Progress.of(name, total);
            }
            progressOrNull.at(done, doing);
        }

        @Override
        public void close() {
            if (progressOrNull != null) {
                progressOrNull.close();
            }
        }
    }
}
