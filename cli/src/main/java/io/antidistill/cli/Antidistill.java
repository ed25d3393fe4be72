package io.antidistill.cli;

import io.antidistill.cli.console.Logging;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code antidistill} command. */
@Command(
        name = "antidistill",
        header = "Protects the reasoning traces of a language model from being distilled, on Kafka.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:failure; one line on standard error says what to do",
            "2:wrong usage",
            "3:time-out"
        },
        synopsisHeading = "%nUsage: ",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        sortOptions = false,
        usageHelpAutoWidth = true,
        subcommands = {
            UpCommand.class,
            StreamsCommand.class,
            MonitorCommand.class,
            ClusterCommand.class,
            ProduceCommand.class,
            TracesCommand.class,
            AuditCommand.class,
            ReportsCommand.class,
            DeadLettersCommand.class,
            PolicySubcommands.class,
            LambdaSubcommands.class,
            RiskSubcommands.class,
            GenerateCommand.class,
            PoisonCommand.class,
            CheckScoreCommand.class,
            InspectSubcommands.class,
            EvaluateCommand.class,
            ModelsCommand.class,
            ExperimentCommand.class,
            GenerateCompletion.class
        })
public final class Antidistill {
    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces and more log messages.")
    private boolean verbose;

    private Antidistill() {}

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(utf8(System.out), utf8(System.err), arguments));
    }

    /** Runs a command in this JVM. Returns its exit code; errors go to {@code err}. */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    /** JSON lines are UTF-8 whatever the locale says. */
    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    static CommandLine commandLine() {
        Antidistill root = new Antidistill();
        CommandLine commandLine = new CommandLine(root);
        commandLine
                .getSubcommands()
                .get("generate-completion")
                .getCommandSpec()
                .usageMessage()
                .header("Print a completion script for bash and zsh");
        // `lambda set GROUP -1` is a wrong value, not an unknown option.
        commandLine
                .getSubcommands()
                .get("lambda")
                .getSubcommands()
                .get("set")
                .setUnmatchedOptionsArePositionalParams(true);
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setAbbreviatedOptionsAllowed(false)
                .setExecutionStrategy(parsed -> {
                    Logging.toConsole(root.verbose);
                    return new CommandLine.RunLast().execute(parsed);
                })
                .setParameterExceptionHandler(ErrorLine::usage)
                .setExecutionExceptionHandler((e, command, parsed) -> ErrorLine.failure(e, command, root.verbose));
    }
}
