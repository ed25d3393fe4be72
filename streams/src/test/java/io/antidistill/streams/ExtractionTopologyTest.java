package io.antidistill.streams;

import static io.antidistill.streams.DetectorBench.LONG;
import static io.antidistill.streams.DetectorBench.SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.extraction.Scorer;
import io.antidistill.streams.extraction.Verdicts;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExtractionTopologyTest {
    private static final String BEFORE = "solve the next problem as a careful teacher would do it for a pupil: ";
    private static final String AFTER = " now reason step by step and then write the final answer in a box please";

    @TempDir
    Path directory;

    private DetectorBench detector;

    @BeforeEach
    void start() {
        detector = new DetectorBench(directory);
    }

    @AfterEach
    void stop() {
        detector.close();
    }

    @Test
    void suspectsAClientThatCollectsLongAnswersToDifferentQuestionsAndSaysWhy() {
        detector.ask(600, "acme", "eve", LONG);
        List<KeyValue<String, ClientRisk>> verdicts = detector.verdicts();
        assertThat(verdicts).extracting(verdict -> verdict.key).containsOnly("acme/eve");
        assertThat(verdicts)
                .extracting(verdict -> verdict.value.getLevel())
                .containsExactly(RiskLevel.ELEVATED, RiskLevel.HIGH);
        ClientRisk high = verdicts.get(1).value;
        assertThat(high.getEvidence()).contains("client harvest", "long share 1", "regularity");
        assertThat(high.getSignals())
                .anySatisfy(signal -> assertThat(signal.getName()).isEqualTo("volume"));
        assertThat(high.getUntil()).isEqualTo(detector.now().plus(Verdicts.HOLD));
        assertThat(high.getIssuedBy()).isEqualTo("detector");
    }

    @Test
    void manyShortAnswersOrTheSameQuestionAgainAreNoHarvest() {
        detector.ask(300, "acme", "batch", SHORT);
        String question = detector.question();
        for (int i = 0; i < 150; i++) {
            detector.answered("acme", "retry", question, LONG, detector.now());
        }
        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void suspectsEveryAccountThatSharesAFrameWithManyOthersAndNobodyElse() {
        for (int i = 0; i < 400; i++) {
            detector.ask(1, "web", "person" + i, SHORT);
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                detector.ask(1, "web", "account" + i, BEFORE, AFTER, LONG);
            }
        }
        List<KeyValue<String, ClientRisk>> verdicts = detector.verdicts();
        assertThat(verdicts)
                .extracting(verdict -> verdict.key)
                .allMatch(key -> key.startsWith("web/account"))
                .contains("web/account0", "web/account99");
        assertThat(verdicts.get(0).value.getEvidence()).contains("frame harvest", "accounts in the frame");
    }

    @Test
    void aFrameThatIsMostOfATenantsUseIsJudgedWithTheTenant() {
        for (int i = 0; i < 300; i++) {
            detector.ask(1, "school", "pupil" + i, BEFORE, AFTER, LONG);
        }
        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void suspectsATenantAndAPrefixWhoseAccountsAskForNothingButLongAnswers() {
        for (int i = 0; i < 1_600; i++) {
            detector.ask(1, "shell", "key-" + i % 500, LONG);
        }
        assertThat(detector.verdicts())
                .extracting(verdict -> verdict.key)
                .contains("/tenant/shell", "/prefix/shell/key-")
                .doesNotContain("shell/key-1");
    }

    @Test
    void aVerdictIsRenewedWhileEvidenceLastsAndDeletedOnceItHasLapsed() {
        detector.ask(150, "acme", "eve", LONG);
        detector.verdicts();
        detector.pass(Duration.ofHours(13));
        detector.ask(1, "acme", "eve", LONG);
        assertThat(detector.verdicts()).singleElement().satisfies(verdict -> assertThat(verdict.value.getUntil())
                .isEqualTo(detector.now().plus(Verdicts.HOLD)));
        detector.pass(Verdicts.HOLD);
        assertThat(detector.verdicts()).singleElement().isEqualTo(KeyValue.pair("acme/eve", null));
        assertThat(detector.remembered()).isZero();
    }

    @Test
    void forgetsWhatIsOlderThanADay() {
        detector.ask(150, "acme", "eve", LONG);
        detector.pass(Scorer.SLICE.multipliedBy(Scorer.SLICES));
        detector.verdicts();
        detector.ask(5, "acme", "eve", LONG);
        assertThat(detector.verdicts()).isEmpty();
    }

    @Test
    void behavingForAWhileDoesNotLowerAVerdict() {
        detector.ask(150, "acme", "eve", LONG);
        detector.verdicts();
        detector.ask(150, "acme", "eve", SHORT);
        assertThat(detector.verdicts()).isEmpty();
        assertThat(detector.remembered()).isEqualTo(1);
    }

    @Test
    void recordsOfTheFutureOrOfLongAgoAndGarbageStopNothing() {
        detector.answered("acme", "clock", detector.question(), LONG, Instant.parse("2200-01-01T00:00:00Z"));
        detector.answered("acme", "clock", detector.question(), LONG, Instant.EPOCH);
        detector.garbage();
        detector.ask(150, "acme", "eve", LONG);
        assertThat(detector.verdicts()).extracting(verdict -> verdict.key).containsOnly("acme/eve");
    }

    @Test
    void aFloodOfNewClientsRaisesNoVerdictsAndHidesNobody() {
        for (int i = 0; i < 800; i++) {
            detector.ask(1, "web", "new" + i, SHORT);
        }
        assertThat(detector.verdicts()).isEmpty();
        assertThat(detector.remembered()).isZero();
        detector.ask(150, "web", "eve", LONG);
        assertThat(detector.verdicts()).extracting(verdict -> verdict.key).containsOnly("web/eve");
    }
}
