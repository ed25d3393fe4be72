package io.antidistill.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.probe.ControlledBy;
import io.antidistill.probe.RoundSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MonitorPropertiesTest {
    private final Properties properties = new Properties();

    @Test
    void usesDefaultsForWhatIsNotGiven() {
        properties.put("bootstrap.servers", "localhost:9092");

        assertThat(read()).isEqualTo(MonitorConfig.defaults(Path.of("student")));
    }

    @Test
    void readsTheLawAndThatOfSingleGroups() {
        properties.put("monitor.target", "0.4");
        properties.put("monitor.controlled.by", "larger");
        properties.put("monitor.window.traces", "256");
        properties.put("monitor.pessimism", "0.5");
        properties.put("monitor.attacks", "plain, clean-mix");
        properties.put("monitor.attack.budget.seconds", "7");
        properties.put("monitor.group.premium.lambda.max", "4");
        properties.put("monitor.ignored.groups", "default, evaluation");

        MonitorConfig config = read();

        assertThat(config.controlledBy()).isEqualTo(ControlledBy.LARGER);
        assertThat(config.windowTraces()).isEqualTo(256);
        assertThat(config.round())
                .isEqualTo(new RoundSettings(0.5, List.of("plain", "clean-mix"), Duration.ofSeconds(7)));
        assertThat(config.control("premium").lambdaMax()).isEqualTo(4);
        assertThat(config.control("premium").target()).isEqualTo(0.4);
        assertThat(config.control("standard").lambdaMax()).isEqualTo(32);
        assertThat(config.ignoredGroups()).containsExactlyInAnyOrder("default", "evaluation");
    }

    @Test
    void readsHowStudentsAreMade() {
        properties.put("monitor.students", "one, other");
        properties.put("monitor.window.keep", "reservoir");
        properties.put("monitor.probe.targets", "q_proj,v_proj");
        properties.put("monitor.probe.incremental", "true");
        properties.put("monitor.probe.dropout", "0.05");
        properties.put("monitor.probe.packing", "true");
        properties.put("monitor.probe.alpha", "32");

        MonitorConfig config = read();

        assertThat(config.students()).containsExactly(Path.of("one"), Path.of("other"));
        assertThat(config.windowKeep()).isEqualTo(WindowKeep.RESERVOIR);
        assertThat(config.probe().targets()).containsExactly("q_proj", "v_proj");
        assertThat(config.probe().incremental()).isTrue();
        assertThat(config.probe().dropout()).isEqualTo(0.05);
        assertThat(config.probe().packing()).isTrue();
        assertThat(config.probe().alpha()).isEqualTo(32);
        assertThat(config.probe().learningRate()).isEqualTo(2e-3);

        properties.put("monitor.probe.training", "full");
        assertThatThrownBy(this::read)
                .hasMessageContaining("invalid value 0.05 for dropout: only an adapter's input is dropped");
        properties.remove("monitor.probe.dropout");
        assertThatThrownBy(this::read).hasMessageContaining("invalid value 32.0 for alpha: only an adapter has one");
        properties.remove("monitor.probe.alpha");

        assertThat(read().probe().alpha()).as("the rank").isEqualTo(16);
        assertThat(read().probe().targets()).as("every weight is trained").isEmpty();
        assertThat(read().probe().learningRate()).isEqualTo(3e-4);
    }

    @Test
    void refusesWhatIsNoWayToMakeStudents() {
        for (String[] wrong : new String[][] {
            {"window.keep", "some", "latest or reservoir"},
            {"probe.training", "half", "invalid value half for monitor.probe.training: it must be full or lora"},
            {"probe.targets", "lm_head", "choose from"},
            {"probe.targets", ",", "at least one projection"},
            {"probe.incremental", "yes", "true or false"},
            {"probe.packing", "1", "true or false"},
            {"probe.alpha", "0", "above 0"},
            {"probe.dropout", "1", "at least 0 and below 1"},
            {"students", " , ", "at least one directory"}
        }) {
            properties.clear();
            properties.put("monitor." + wrong[0], wrong[1]);
            assertThatThrownBy(this::read)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong[2]);
        }
    }

    @Test
    void readsAsHowManyClientsTheThiefAsks() {
        properties.put("monitor.attacks", "best-of-several");
        properties.put("monitor.attack.best-of-several.clients", "4");
        properties.put("monitor.attack.best-of-several.prompts", "16");
        assertThat(read().thief()).isEqualTo(new ThiefClients(4, 16));

        properties.put("monitor.attack.best-of-several.clients", "99");
        assertThatThrownBy(this::read).hasMessageContaining("invalid value 99 for attack.best-of-several.clients");

        properties.put("monitor.attack.best-of-several.clients", "2");
        properties.remove("monitor.attacks");
        assertThatThrownBy(this::read).hasMessageContaining("name best-of-several among the attacks");
    }

    @Test
    void refusesWhatItDoesNotKnowOrCannotUse() {
        properties.put("monitor.windw.traces", "256");
        assertThatThrownBy(this::read).hasMessageContaining("unknown property monitor.windw.traces");

        properties.clear();
        properties.put("monitor.window.traces", "many");
        assertThatThrownBy(this::read).hasMessageContaining("invalid value many for monitor.window.traces");

        properties.clear();
        properties.put("monitor.window.traces", "3");
        assertThatThrownBy(this::read).hasMessageContaining("invalid value 3 for windowTraces");

        properties.clear();
        properties.put("monitor.pessimism", "2");
        assertThatThrownBy(this::read).hasMessageContaining("invalid value 2.0 for pessimism");

        properties.clear();
        properties.put("monitor.controlled.by", "mood");
        assertThatThrownBy(this::read).hasMessageContaining("loss, accuracy or larger");

        properties.clear();
        properties.put("monitor.graded.problems", "0");
        properties.put("monitor.controlled.by", "accuracy");
        assertThatThrownBy(this::read).hasMessageContaining("gradedProblems");
    }

    private MonitorConfig read() {
        return MonitorProperties.read(properties, Path.of("student"));
    }
}
