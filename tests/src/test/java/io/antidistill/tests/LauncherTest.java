package io.antidistill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell script that people type. */
class LauncherTest {
    private static final Path LAUNCHER = Repository.home().resolve("bin/antidistill");

    @TempDir
    private Path directory;

    private record Result(int code, String output) {}

    @Test
    void runsFromAnyDirectoryThroughASymbolicLinkWithSpaces() throws Exception {
        Path link = Files.createSymbolicLink(
                Files.createDirectories(directory.resolve("a b")).resolve("anti distill"), LAUNCHER);
        Result result = launch(link, Map.of(), "--version");
        Files.delete(link);
        assertThat(result.code()).isZero();
        assertThat(result.output()).contains("antidistill ");
    }

    @Test
    void namesAJavaHomeThatIsNone() throws Exception {
        Result result = launch(LAUNCHER, Map.of("JAVA_HOME", directory.toString()), "--version");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("JAVA_HOME is " + directory, "Set JAVA_HOME")
                .hasLineCount(1);
    }

    @Test
    void refusesAnOldJava() throws Exception {
        Path java = Files.createDirectories(directory.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Result result = launch(LAUNCHER, Map.of("JAVA_HOME", directory.toString()), "--version");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output()).contains("version 11", "17 or newer").hasLineCount(1);
    }

    @Test
    void passesTheExitCodeOn() throws Exception {
        assertThat(launch(LAUNCHER, Map.of(), "no-such-command").code()).isEqualTo(2);
    }

    private Result launch(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
