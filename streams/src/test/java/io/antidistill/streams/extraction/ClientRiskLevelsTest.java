package io.antidistill.streams.extraction;

import static io.antidistill.schema.RiskLevel.ELEVATED;
import static io.antidistill.schema.RiskLevel.HIGH;
import static io.antidistill.schema.RiskLevel.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.ClientRisk;
import io.antidistill.schema.RiskLevel;
import io.antidistill.streams.policy.ControlTable;
import io.antidistill.streams.policy.ControlTable.Entry;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class ClientRiskLevelsTest {
    private static final Instant NOON = Instant.parse("2030-01-01T12:00:00Z");
    private static final Instant BEFORE = NOON.minusMillis(1);

    private final Map<String, Entry<ClientRisk>> records = new HashMap<>();

    @Example
    void aVerdictCountsUntilItLapses() {
        say(RiskKeys.client("acme", "bob"), ELEVATED);
        assertThat(levelOf("bob", BEFORE)).isEqualTo(ELEVATED);
        assertThat(levelOf("bob", NOON)).isEqualTo(NORMAL);
        assertThat(levelOf("eve", BEFORE)).isEqualTo(NORMAL);
    }

    @Example
    void aVerdictThatCannotBeReadCountsAsHigh() {
        records.put(RiskKeys.client("acme", "bob"), Entry.unreadable("cut short"));
        assertThat(levelOf("bob", BEFORE)).isEqualTo(HIGH);
    }

    @Example
    void theHighestVerdictOnTheClientAndItsGroupsCounts() {
        say(RiskKeys.client("acme", "team-1"), ELEVATED);
        say(RiskKeys.prefix("acme", "team-"), HIGH);
        assertThat(levelOf("team-1", BEFORE)).isEqualTo(HIGH);
        assertThat(levelOf("team-2", BEFORE)).isEqualTo(HIGH);
        assertThat(levelOf("teamster", BEFORE)).isEqualTo(NORMAL);
        say(RiskKeys.tenant("acme"), ELEVATED);
        assertThat(levelOf("teamster", BEFORE)).isEqualTo(ELEVATED);
    }

    @Example
    void aPersonsWordBeatsEveryVerdictAndTheNarrowestWordCounts() {
        say(RiskKeys.client("acme", "team-1"), HIGH);
        say(RiskKeys.tenant("acme"), HIGH);
        say(RiskKeys.pin(RiskKeys.tenant("acme")), NORMAL);
        assertThat(levelOf("team-1", BEFORE)).isEqualTo(NORMAL);
        say(RiskKeys.pin(RiskKeys.prefix("acme", "team-")), ELEVATED);
        assertThat(levelOf("team-1", BEFORE)).isEqualTo(ELEVATED);
        assertThat(levelOf("bob", BEFORE)).isEqualTo(NORMAL);
        say(RiskKeys.pin(RiskKeys.client("acme", "team-1")), HIGH);
        assertThat(levelOf("team-1", BEFORE)).isEqualTo(HIGH);
    }

    @Example
    void aLapsedWordLeavesTheVerdict() {
        say(RiskKeys.client("acme", "bob"), HIGH, NOON.plusSeconds(60));
        say(RiskKeys.pin(RiskKeys.client("acme", "bob")), NORMAL);
        assertThat(levelOf("bob", BEFORE)).isEqualTo(NORMAL);
        assertThat(levelOf("bob", NOON)).isEqualTo(HIGH);
    }

    @Property
    void noNameOfAClientReachesTheKeysOfAGroupOrOfAPin(
            @ForAll @StringLength(min = 1, max = 20) String tenant,
            @ForAll @StringLength(min = 1, max = 20) String client) {
        String key = RiskKeys.client(tenant.replace('/', '-'), client);
        assertThat(key).doesNotStartWith("/");
    }

    @Example
    void prefixesEndWithASeparatorAndLeaveSomethingOver() {
        assertThat(RiskKeys.prefixes("sk-team_7")).containsExactly("sk-team_", "sk-");
        assertThat(RiskKeys.prefixes("bob")).isEmpty();
        assertThat(RiskKeys.prefixes("bob-")).isEmpty();
        assertThat(RiskKeys.prefixes("-bob")).isEmpty();
        assertThat(RiskKeys.prefixes("a--b")).containsExactly("a-");
        assertThat(RiskKeys.isPrefix("sk-")).isTrue();
        assertThat(RiskKeys.isPrefix("sk")).isFalse();
    }

    private RiskLevel levelOf(String client, Instant now) {
        return new ClientRiskLevels(new ControlTable<>() {
                    @Override
                    public Entry<ClientRisk> get(String key) {
                        return records.getOrDefault(key, Entry.absent());
                    }

                    @Override
                    public Map<String, ClientRisk> readable() {
                        return Map.of();
                    }
                })
                .of("acme", client, now)
                .level();
    }

    private void say(String key, RiskLevel level) {
        say(key, level, NOON);
    }

    private void say(String key, RiskLevel level, Instant until) {
        records.put(
                key,
                Entry.of(ClientRisk.newBuilder()
                        .setClient(key)
                        .setLevel(level)
                        .setEvidence("a test")
                        .setUntil(until)
                        .build()));
    }
}
