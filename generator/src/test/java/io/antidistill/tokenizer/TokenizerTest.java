package io.antidistill.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.weights.ModelFormatException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    static Path words() {
        try {
            return Path.of(TokenizerTest.class.getResource("/tokenizer/words").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void addsNoSpecialTokensButKnowsThoseThatAreSpelledOut() {
        try (Tokenizer tokenizer = Tokenizer.load(words())) {
            assertThat(tokenizer.encode("two plus two")).containsExactly(8, 9, 8);
            assertThat(tokenizer.encode("<s><user>two<assistant>")).containsExactly(1, 3, 8, 4);
        }
    }

    @Test
    void leavesSpecialTokensOutOfText() {
        try (Tokenizer tokenizer = Tokenizer.load(words())) {
            assertThat(tokenizer.decode(new int[] {1, 12, 7, 10, 2})).isEqualTo("answer is four");
            assertThat(tokenizer.decode(new int[0])).isEmpty();
        }
    }

    @Test
    void countsTheVocabularyWithItsAddedTokens() {
        try (Tokenizer tokenizer = Tokenizer.load(words())) {
            assertThat(tokenizer.vocabularySize()).isEqualTo(14);
            assertThat(tokenizer.vocabulary()).containsEntry("<assistant>", 4).containsEntry("four", 10);
        }
    }

    @Test
    void servesManyThreadsAtOnce() {
        try (Tokenizer tokenizer = Tokenizer.load(words())) {
            List<int[]> all = IntStream.range(0, 500)
                    .parallel()
                    .mapToObj(i -> tokenizer.encode(i % 2 == 0 ? "what is two" : "the answer is four ."))
                    .toList();
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i)).isEqualTo(i % 2 == 0 ? new int[] {6, 7, 8} : new int[] {11, 12, 7, 10, 13});
            }
        }
    }

    @Test
    void aMissingTokenizerIsNamed(@TempDir Path directory) {
        assertThatThrownBy(() -> Tokenizer.load(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json does not exist");
    }

    @Test
    void aDamagedTokenizerIsNamed(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("tokenizer.json");
        for (String content : List.of("", "{", "[]", "{\"model\": {}}", "{\"model\": {\"vocab\": {\"a\": 0}}}")) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> Tokenizer.load(directory))
                    .as(content)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
