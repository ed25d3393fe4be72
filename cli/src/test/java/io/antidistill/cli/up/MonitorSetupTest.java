package io.antidistill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.cli.models.EngineSize;
import io.antidistill.cli.models.ProxyFiles;
import io.antidistill.monitor.MonitorConfig;
import io.antidistill.monitor.MonitorProperties;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MonitorSetupTest {
    private static final Path ANY = Path.of("any");

    @Test
    void teacherOfOnesOwnIsNotGradedOnProblemsThatNobodyToldItHowToAnswer() {
        MonitorConfig config = read(settings(false, Optional.empty(), 20), new Properties());
        assertThat(config.canariesPerRound()).isZero();
        assertThat(config.gradedProblems()).isZero();
        assertThat(config.holdout()).isEqualTo(MonitorConfig.defaults(ANY).holdout());
    }

    @Test
    void ownProblemsAreGradedAndSoIsTheTinyTeacher() {
        Path problems = Path.of("problems.jsonl");
        assertThat(read(settings(false, Optional.of(problems), 20), new Properties()))
                .isEqualTo(withProblems(problems));
        assertThat(read(settings(true, Optional.empty(), 20), new Properties()).canariesPerRound())
                .isEqualTo(MonitorConfig.defaults(ANY).canariesPerRound());
    }

    @Test
    void theTinyModelsAreGivenATargetThatTheyCanReachUnlessTheOperatorNamesOne() {
        Properties given = new Properties();
        assertThat(read(settings(true, Optional.empty(), 20), given).control().target())
                .isEqualTo(0.8);
        assertThat(read(settings(false, Optional.empty(), 20), given).control().target())
                .isEqualTo(0.5);
        given.setProperty("monitor.target", "0.6");
        assertThat(read(settings(true, Optional.empty(), 20), given).control().target())
                .isEqualTo(0.6);
    }

    @Test
    void settingsOfTheOperatorCountBeforeTheDefaults() {
        Properties given = new Properties();
        given.setProperty("monitor.canaries.per.round", "7");
        assertThat(read(settings(false, Optional.empty(), 20), given).canariesPerRound())
                .isEqualTo(7);
        assertThat(given).hasSize(1);
    }

    @Test
    void fewerPromptsThanAReportNeedsAreRemarkedOn() {
        MonitorConfig config = MonitorConfig.defaults(ANY);
        assertThat(MonitorSetup.remark(settings(false, Optional.empty(), 20), config))
                .hasValueSatisfying(remark -> assertThat(remark).contains("20", "96", "--no-monitor"));
        assertThat(MonitorSetup.remark(settings(false, Optional.empty(), 96), config))
                .isEmpty();
    }

    private static MonitorConfig withProblems(Path problems) {
        Properties properties = new Properties();
        properties.setProperty("monitor.problems", problems.toString());
        return MonitorProperties.read(properties, ANY);
    }

    private static MonitorConfig read(UpSettings settings, Properties given) {
        return MonitorProperties.read(MonitorSetup.properties(settings, given), ANY);
    }

    private static UpSettings settings(boolean tiny, Optional<Path> problems, int prompts) {
        PromptEvent prompt = PromptEvent.newBuilder()
                .setPromptId("id")
                .setTenant("t")
                .setClient("c")
                .setContext("reasoning-long")
                .setMessages(List.of(new Message("user", "how many ?")))
                .setMaxNewTokens(null)
                .setSubmittedAt(Instant.EPOCH)
                .build();
        return new UpSettings(
                ANY,
                tiny,
                ANY,
                ProxyFiles.one(ANY, ANY),
                Optional.empty(),
                new EngineSize(Optional.empty(), Optional.empty(), 2048),
                true,
                true,
                ANY,
                problems,
                Optional.of(java.util.Collections.nCopies(prompts, prompt)),
                ANY,
                5,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                60,
                Map.of());
    }
}
