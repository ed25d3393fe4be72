package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridTest {
    private static final int PROMPTS = 10;

    @TempDir
    Path directory;

    private final List<String> made = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    @Test
    void makesOnlyTheRowsThatAnEarlierRunDidNot() {
        List<TradeoffRow> first = grid(1).complete(List.of(line("plain")));
        List<TradeoffRow> second = grid(2).complete(List.of(line("plain"), line("ads")));

        assertThat(made).containsExactly("plain 1", "plain 2", "ads 1", "ads 2");
        assertThat(second).hasSize(4).startsWith(first.get(0));
    }

    @Test
    void countsOnlyWhatIsMissingAsWork() {
        grid(1).complete(List.of(line("plain")));
        told.clear();

        grid(1).complete(List.of(line("plain"), line("ads")));

        assertThat(told).containsExactly("0 of 20 ads, seed 1", "10 of 20 ads, seed 1", "20 of 20 done");
    }

    private Grid<TradeoffRow> grid(int seeds) {
        ResultStore<TradeoffRow> store =
                ResultStore.open(directory, JsonNodeFactory.instance.objectNode(), TradeoffRow.class);
        return new Grid<>(store, seeds, PROMPTS, (done, total, doing) -> told.add(done + " of " + total + " " + doing));
    }

    private Grid.Line<TradeoffRow> line(String arm) {
        return new Grid.Line<>(arm, (seed, sampled) -> {
            made.add(arm + " " + seed);
            sampled.accept(PROMPTS);
            return TradeoffSummaryTest.row(arm, seed, 9, PROMPTS, 0.3, 0.5);
        });
    }
}
