package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultStoreTest {
    private static final JsonNode SETTINGS =
            JsonNodeFactory.instance.objectNode().put("prompts", 600);

    @TempDir
    Path directory;

    @Test
    void findsWhatAnEarlierRunFinished() {
        TradeoffRow row = TradeoffSummaryTest.row("plain tau 0.9", 1, 570, 600, 0.28, 0.5);
        TradeoffRow base = new TradeoffRow(TradeoffRow.UNDISTILLED, 0, 0, 0.9, 0, 0, 0, 0, 0.75, Double.NaN, 0.1);
        ResultStore<TradeoffRow> first = ResultStore.open(directory, SETTINGS, TradeoffRow.class);
        first.add(row);
        first.add(base);

        ResultStore<TradeoffRow> second = ResultStore.open(directory, SETTINGS, TradeoffRow.class);

        assertThat(second.find("plain tau 0.9", 1)).contains(row);
        assertThat(second.find(TradeoffRow.UNDISTILLED, 0)).contains(base);
        assertThat(second.find("plain tau 0.9", 2)).isEmpty();
    }

    @Test
    void forgetsALineThatWasCutOff() throws IOException {
        ResultStore<TradeoffRow> first = ResultStore.open(directory, SETTINGS, TradeoffRow.class);
        first.add(TradeoffSummaryTest.row("a", 1, 570, 600, 0.28, 0.5));
        Files.writeString(directory.resolve("rows.jsonl"), "{\"arm\":\"b\",\"se", StandardOpenOption.APPEND);

        ResultStore<TradeoffRow> second = ResultStore.open(directory, SETTINGS, TradeoffRow.class);
        second.add(TradeoffSummaryTest.row("b", 1, 570, 600, 0.28, 0.5));

        ResultStore<TradeoffRow> third = ResultStore.open(directory, SETTINGS, TradeoffRow.class);
        assertThat(third.find("a", 1)).isPresent();
        assertThat(third.find("b", 1)).isPresent();
    }

    @Test
    void refusesTheRowsOfAnotherExperiment() {
        ResultStore.open(directory, SETTINGS, TradeoffRow.class);

        JsonNode others = JsonNodeFactory.instance.objectNode().put("prompts", 300);
        assertThatThrownBy(() -> ResultStore.open(directory, others, TradeoffRow.class))
                .hasMessageContaining("other settings");
    }
}
