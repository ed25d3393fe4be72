package io.antidistill.task;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class TaskTokenizerFilesTest {
    private static final int SPECIAL_TOKENS = 6;
    private static HuggingFaceTokenizer tokenizer;

    @BeforeContainer
    static void load() throws IOException {
        Path directory = Files.createTempDirectory("tokenizer");
        TaskTokenizerFiles.write(directory);
        tokenizer = HuggingFaceTokenizer.newInstance(
                directory.resolve("tokenizer.json"),
                Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false"));
    }

    @AfterContainer
    static void close() {
        tokenizer.close();
    }

    @Property(tries = 300, seed = "12")
    void questionsAndTracesReadTheSameAfterARoundTrip(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int steps) {
        WorkedProblem worked =
                ArithmeticTask.seeded(seed).worked(Split.TRAINING, steps, 1).get(0);
        assertThat(roundTrip(worked.problem().question()))
                .isEqualTo(worked.problem().question().toLowerCase(Locale.ROOT));
        assertThat(roundTrip(worked.trace())).isEqualTo(worked.trace());
    }

    @Property(tries = 300, seed = "12")
    void whateverAModelWritesIsEncodedToTheTokensThatItWrote(@ForAll("ids") long[] ids) {
        assertThat(tokenizer.encode(tokenizer.decode(ids)).getIds()).isEqualTo(ids);
    }

    @Property(tries = 20, seed = "12")
    void numbersTakeOneTokenPerDigit(@ForAll @IntRange(min = 0, max = 999) int number) {
        String text = Integer.toString(number);
        assertThat(tokenizer.encode(text).getIds()).hasSize(text.length());
        assertThat(roundTrip("has " + text + ".")).isEqualTo("has " + text + ".");
    }

    @Provide
    Arbitrary<long[]> ids() {
        return Arbitraries.longs()
                .between(SPECIAL_TOKENS, TaskTokenizerFiles.vocabulary().size() - 1)
                .array(long[].class)
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static String roundTrip(String text) {
        return tokenizer.decode(tokenizer.encode(text).getIds(), true);
    }
}
