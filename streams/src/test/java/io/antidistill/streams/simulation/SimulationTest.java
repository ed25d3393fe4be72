package io.antidistill.streams.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.streams.extraction.RiskThresholds;
import io.antidistill.streams.simulation.Campaign.Frame;
import io.antidistill.streams.simulation.Campaign.Home;
import io.antidistill.streams.simulation.DetectionReport.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final List<String> QUESTIONS = WordProblems.many(300, new Random(3));

    @Test
    void theSameSeedGivesTheSameDay() {
        List<SimulatedPrompt> day = BenignTraffic.day(new Random(5));
        assertThat(BenignTraffic.day(new Random(5))).isEqualTo(day);
        assertThat(day.stream()
                        .map(prompt -> prompt.tenant() + "/" + prompt.client())
                        .distinct())
                .hasSize(2_040);
    }

    @Test
    void aThiefWithOneAccountOrOneFrameIsFoundAndOneWithNeitherIsNot() {
        assertThat(scoreAfter(new Campaign(1, 300, Frame.NONE, Home.OPEN))).isGreaterThan(elevated());
        assertThat(scoreAfter(new Campaign(100, 300, Frame.SAME, Home.OPEN))).isGreaterThan(elevated());
        assertThat(scoreAfter(new Campaign(100, 300, Frame.NONE, Home.OPEN))).isLessThan(elevated());
    }

    @Test
    void aCampaignNeedsAsManyQuestionsAsItHasPrompts() {
        assertThatThrownBy(() -> new Campaign(1, 301, Frame.NONE, Home.OPEN).day(QUESTIONS, new Random(1)))
                .hasMessage("invalid value 300 for the number of questions: the largest campaign asks 301");
    }

    @Test
    void theTableSaysWhatIsFoundAndWhatItCosts() {
        Row row = new Row("5 prompts by 1 account", 1, 0.993, 0.05, List.of(0.5));
        String table = new DetectionReport(1.15, 0.011, 0.01, 0.003, List.of(0.01), List.of(row)).markdown();
        assertThat(table)
                .contains("| 5 prompts by 1 account | 100 % | 99 % | 5.0 % |")
                .contains("Threshold 1.15: 1.1 % false positives", "1.0 % of customers ELEVATED or HIGH, 0.3 % HIGH");
    }

    /** Of the last account, after the campaign among twice as many short questions of other people. */
    private static double scoreAfter(Campaign campaign) {
        Replay replay = new Replay(RiskThresholds.defaults());
        List<SimulatedPrompt> asked = campaign.day(QUESTIONS, new Random(4)).stream()
                .sorted(Comparator.comparingLong(SimulatedPrompt::at))
                .toList();
        for (int i = 0; i < asked.size(); i++) {
            SimulatedPrompt prompt = asked.get(i);
            for (String person : List.of("ann" + i, "bob" + i)) {
                replay.next(Replay.observe(SimulatedPrompt.of(
                        prompt.at(), BenignTraffic.OPEN_TENANT, person, "what is " + i + " about", 20)));
            }
            replay.next(Replay.observe(prompt));
        }
        SimulatedPrompt last = asked.get(asked.size() - 1);
        return replay.score(last.tenant(), last.client());
    }

    private static double elevated() {
        return RiskThresholds.defaults().elevated();
    }
}
