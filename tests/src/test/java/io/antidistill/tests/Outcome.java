package io.antidistill.tests;

import io.antidistill.cli.Antidistill;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a command said and returned, run in this JVM. */
record Outcome(int code, String out, String err) {
    static {
        System.setProperty("antidistill.home", Repository.home().toString());
    }

    /** Runs a command against the system of a data directory. */
    static Outcome of(Path dataDirectory, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command.split(" ")));
        all.addAll(List.of("--data-dir", dataDirectory.toString()));
        all.addAll(List.of(arguments));
        return of(all);
    }

    static Outcome of(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Antidistill.run(
                new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
        return new Outcome(code, out.toString(), err.toString());
    }
}
