package io.antidistill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WorkedModelsTest {
    private static final List<String> MADE = List.of("teacher", "proxy", "student", "poison.safetensors", "README.md");

    @TempDir
    Path directory;

    /** Models cannot be made from nothing, so whether they are made shows. */
    private WorkedModels worked;

    @BeforeEach
    void pretendThatModelsWereMade() throws Exception {
        worked = new WorkedModels(directory.resolve("missing"), 1);
        for (String name : MADE) {
            Files.writeString(directory.resolve(name), "of before");
        }
    }

    @Test
    void modelsThatAreThereAreNotTrainedAgain() throws Exception {
        worked.makeUnlessIn(directory);
        assertThat(MADE).allSatisfy(name -> assertThat(directory.resolve(name)).hasContent("of before"));
    }

    @Test
    void theTradeoffIsMeasuredWithThemUnlessAnotherPresetIsNamed() {
        assertThat(preset(new TradeoffCommand())).isEqualTo(ExperimentPreset.WORKED);
        assertThat(preset(new TradeoffCommand(), "--preset", "tiny")).isEqualTo(ExperimentPreset.TINY);
        assertThat(preset(new DynamicsCommand())).isEqualTo(ExperimentPreset.TINY);
    }

    private static ExperimentPreset preset(Object command, String... arguments) {
        CommandLine line = new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true);
        line.parseArgs(
                Stream.concat(Stream.of("--out", "out"), Stream.of(arguments)).toArray(String[]::new));
        return line.getCommandSpec().findOption("--preset").getValue();
    }

    @Test
    void aDirectoryThatLacksSomethingIsMadeAnew() throws Exception {
        Files.delete(directory.resolve("poison.safetensors"));
        assertThatThrownBy(() -> worked.makeUnlessIn(directory)).hasMessageContaining("missing");
    }
}
