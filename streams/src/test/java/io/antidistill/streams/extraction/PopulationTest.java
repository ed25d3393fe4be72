package io.antidistill.streams.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PopulationTest {
    @Property(tries = 200)
    void everyClientIsCountedOnceWhateverItsNumberOfPrompts(
            @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 3_000) Integer> prompts) {
        Population population = Population.NONE;
        for (int own : prompts) {
            for (int i = 1; i <= own; i++) {
                population = population.counted(i);
            }
        }
        assertThat(Arrays.stream(population.clients()).sum()).isEqualTo(prompts.size());
        assertThat(population.clients()).doesNotContain(-1);
        assertThat(population.typical()).isBetween(8.0, 32.0);
    }

    @Example
    void theMedianIsWhatIsUsualAndManyBusyAccountsCannotRaiseItMuch() {
        assertThat(of(1_000, 16).typical()).isEqualTo(24);
        assertThat(of(1_000, 4_000).typical()).isEqualTo(32);
        assertThat(of(3, 4_000).typical()).isEqualTo(8);
    }

    private static Population of(int clients, int prompts) {
        Population population = Population.NONE;
        for (int i = 0; i < clients; i++) {
            for (int own = 1; own <= prompts; own++) {
                population = population.counted(own);
            }
        }
        return population;
    }
}
