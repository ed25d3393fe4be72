package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

class AntidistillTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: antidistill", "Exit codes:");
        CommandLine commandLine = Antidistill.commandLine();
        assertThat(commandLine.getSubcommands().values()).allSatisfy(command -> assertThat(out.toString())
                .contains("  " + String.join(", ", command.getCommandSpec().names())));
    }

    @Test
    void everyCommandHasAHeaderOfItsOwn() {
        CommandLine commandLine = Antidistill.commandLine();
        String rootHeader = commandLine.getCommandSpec().usageMessage().header()[0];
        commandLine.getSubcommands().forEach((name, command) -> assertThat(
                        command.getCommandSpec().usageMessage().header())
                .as(name)
                .isNotEmpty()
                .doesNotContain(rootHeader));
    }

    @Test
    void noPercentSignInAHelpTextIsTakenForAPlaceholder() {
        List<String> texts = everyCommand(Antidistill.commandLine())
                .flatMap(command -> helpTexts(command.getCommandSpec()))
                .toList();
        assertThat(texts).hasSizeGreaterThan(200);
        assertThat(texts).filteredOn(text -> !canBeFormatted(text)).isEmpty();
    }

    private static boolean canBeFormatted(String text) {
        return catchThrowable(text::formatted) == null;
    }

    private static Stream<CommandLine> everyCommand(CommandLine root) {
        return Stream.concat(
                Stream.of(root), root.getSubcommands().values().stream().flatMap(AntidistillTest::everyCommand));
    }

    /** As they stand in the source: those of options and parameters from their annotations, because picocli hands them out formatted. */
    private static Stream<String> helpTexts(CommandSpec command) {
        return Stream.concat(
                Stream.of(
                                command.usageMessage().header(),
                                command.usageMessage().description(),
                                command.usageMessage().footer())
                        .flatMap(Stream::of),
                command.args().stream()
                        .map(ArgSpec::userObject)
                        .filter(Field.class::isInstance)
                        .map(Field.class::cast)
                        .flatMap(AntidistillTest::descriptions));
    }

    private static Stream<String> descriptions(Field field) {
        Option option = field.getAnnotation(Option.class);
        return Stream.of(
                option != null
                        ? option.description()
                        : field.getAnnotation(Parameters.class).description());
    }

    @Test
    void versionNamesTheProjectsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("(?s)antidistill \\d+\\.\\d+.*Java \\d+\\R");
    }

    @Test
    void unknownCommandIsWrongUsageAndOneLine() {
        assertThat(run("trace")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("trace", "antidistill --help");
    }

    @Test
    void unknownOptionOfACommandPointsToThatCommandsHelp() {
        assertThat(run("traces", "--folow")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().contains("antidistill traces --help");
    }

    @Test
    void commandWithoutASystemSaysHowToStartOne() {
        assertThat(run("traces", "--data-dir", directory.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("antidistill: no system has been started in " + directory)
                .contains("antidistill up", "--bootstrap-servers");
    }

    @Test
    void missingFileIsNamed() {
        Path missing = directory.resolve("missing.jsonl");
        assertThat(run("produce", "--file", missing.toString())).isEqualTo(1);
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("antidistill: there is no file " + missing + ". Check the path.");
    }

    @Test
    void brokerWithoutRegistryIsWrongUsage() {
        assertThat(run("traces", "--bootstrap-servers", "localhost:9092")).isEqualTo(2);
        assertThat(err.toString()).contains("--schema-registry belong together");
    }

    @Test
    void completionScriptKnowsTheCommands() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString()).contains("produce", "traces", "--follow");
    }

    private int run(String... arguments) {
        return Antidistill.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void everyCommandIsThere() {
        assertThat(Antidistill.commandLine().getSubcommands().keySet())
                .contains("up", "streams", "monitor", "produce", "traces", "audit", "reports", "dead-letters", "policy")
                .contains("lambda", "generate", "poison", "inspect", "evaluate", "models", "experiment");
    }
}
