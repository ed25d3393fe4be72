package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StopStringsTest {
    @Test
    void showsWhatStandsBeforeTheStopStringAndNothingAfterIt() {
        StopStrings stops = new StopStrings(List.of("</answer>"));
        assertThat(stops.feed("four</ans")).isEqualTo("four");
        assertThat(stops.stopped()).isFalse();
        assertThat(stops.feed("wer> and more")).isEmpty();
        assertThat(stops.stopped()).isTrue();
        assertThat(stops.feed("more")).isEmpty();
        assertThat(stops.end()).isEmpty();
    }

    @Test
    void givesBackWhatWasHeldBackForNothing() {
        StopStrings stops = new StopStrings(List.of("aab"));
        assertThat(stops.feed("xaa")).isEqualTo("x");
        assertThat(stops.feed("a")).isEqualTo("a");
        assertThat(stops.feed("c")).isEqualTo("aac");
        assertThat(stops.feed("aa")).isEmpty();
        assertThat(stops.end()).isEqualTo("aa");
    }

    @Test
    void endsAtTheOneThatIsCompleteFirst() {
        StopStrings stops = new StopStrings(List.of("abcx", "bc"));
        assertThat(stops.feed("abcx")).isEqualTo("a");
        assertThat(stops.stopped()).isTrue();
    }

    @Property(tries = 500, seed = "14")
    void theTextEndsBeforeTheFirstStopStringHoweverItIsCut(
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 30) String text,
            @ForAll @Size(max = 3) List<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 4) String> stops,
            @ForAll @IntRange(min = 1, max = 7) int piece) {
        StopStrings cut = new StopStrings(stops);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length(); i += piece) {
            shown.append(cut.feed(text.substring(i, Math.min(text.length(), i + piece))));
            assertThat(text).startsWith(shown);
        }
        shown.append(cut.end());
        assertThat(shown.toString()).isEqualTo(cutByHand(text, stops));
        assertThat(cut.stopped()).isEqualTo(stops.stream().anyMatch(text::contains));
    }

    private static String cutByHand(String text, List<String> stops) {
        for (int end = 1; end <= text.length(); end++) {
            String begun = text.substring(0, end);
            int longest = stops.stream()
                    .filter(begun::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (longest > 0) {
                return begun.substring(0, end - longest);
            }
        }
        return text;
    }
}
