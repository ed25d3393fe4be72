package io.antidistill.engine;

import static io.antidistill.engine.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Text and stop strings through the engine. */
class AnswerTextTest extends ToyEngine {
    @Test
    void theAnswerEndsBeforeTheStopString() {
        start(8);
        int stopped = 0;
        Random random = new Random(7);
        for (GenerationRequest request : Requests.random(100, ToyRows.VOCABULARY, 10, 30, 7)) {
            int[] whole = alone(request);
            String text = ToyRows.text(whole);
            List<String> stops = List.of(piece(text, random), "zzzz");
            GenerationResult result = engine.generateAll(List.of(request.withStopStrings(stops)), done -> {})
                    .get(0);
            int at = text.indexOf(stops.get(0));
            if (at >= 0) {
                stopped++;
                assertThat(result.finishReason()).isEqualTo(FinishReason.STOP);
            }
            assertThat(result.textOrNull()).isEqualTo(at < 0 ? text : text.substring(0, at));
            assertThat(result.tokenIds()).isEqualTo(Arrays.copyOf(whole, result.tokenIds().length));
            assertThat(ToyRows.text(result.tokenIds())).startsWith(result.textOrNull());
            assertThat(result.statistics().completionTokens()).isEqualTo(result.tokenIds().length);
        }
        assertThat(stopped).isGreaterThan(50);
    }

    /** Two letters from the middle of a text, if it has them. */
    private static String piece(String text, Random random) {
        int at = text.length() < 3 ? -1 : random.nextInt(text.length() - 1);
        boolean plain = at >= 0 && text.substring(at, at + 2).chars().allMatch(c -> c < 128);
        return plain ? text.substring(at, at + 2) : "zzz";
    }

    @Test
    void whatAListenerHearsIsTheAnswer() {
        start(8);
        for (GenerationRequest request : Requests.random(40, ToyRows.VOCABULARY, 10, 30, 8)) {
            List<String> heard = new ArrayList<>();
            Recorder recorder = new Recorder() {
                @Override
                public boolean wantsText() {
                    return true;
                }

                @Override
                public void progressed(String newText) {
                    heard.add(newText);
                    throw new IllegalStateException("rude");
                }
            };
            assertThat(engine.offer(request, recorder)).isPresent();
            assertThat(recorder.result().tokenIds()).isEqualTo(alone(request));
            assertThat(String.join("", heard))
                    .isEqualTo(recorder.result().textOrNull())
                    .isEqualTo(ToyRows.text(recorder.result().tokenIds()));
            assertThat(heard).doesNotContain("");
        }
    }

    @Test
    void refusesStopStringsWhereTokensHaveNoText() {
        engine = GenerationEngine.start(
                config(3), new EngineModels(ToyRows.VOCABULARY, ToyRows.STOPS, () -> teacher, null, null));
        assertThat(offer(request(0, 5, 1).withStopStrings(List.of("x")))
                        .failure()
                        .message())
                .contains("add tokenizer.json to its directory");
        assertThat(offer(request(0, 5, 1)).result().textOrNull()).isNull();
    }

    @Test
    void refusesStopStringsThatMakeNoSense() {
        assertThatThrownBy(() -> request(0, 5, 1).withStopStrings(List.of("a", "")))
                .hasMessage("invalid value \"\" for stopStrings: an empty text is found everywhere");
        assertThatThrownBy(() -> request(0, 5, 1).withStopStrings(Collections.nCopies(17, "a")))
                .hasMessage("invalid value 17 strings for stopStrings: there may be at most 16");
    }
}
