package io.antidistill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

class IncrementalTextTest {
    /** Twenty-seven scripts, and emoji: joined, coloured, flags. */
    private static final List<String> PIECES = List.of(
            "the thirteenth ",
            "Ελληνικά",
            "Кириллица ",
            "Հայերեն",
            "ქართული ",
            "עברית",
            "العربية ",
            "हिन्दी",
            "বাংলা ",
            "ਪੰਜਾਬੀ",
            "ગુજરાતી ",
            "தமிழ்",
            "తెలుగు ",
            "ಕನ್ನಡ",
            "മലയാളം ",
            "සිංහල",
            "ไทย ",
            "ລາວ",
            "བོད་ ",
            "မြန်မာ",
            "ខ្មែរ ",
            "አማርኛ",
            "中文字 ",
            "ひらカタ",
            "한국어 ",
            "ᏣᎳᎩ",
            "ᠮᠣᠩ ",
            "\uD835\uDD38\uD835\uDFD8",
            "\uD83D\uDE00 ",
            "\uD83D\uDC69\u200D\uD83D\uDCBB",
            "\uD83E\uDD1D\uD83C\uDFFD ",
            "\uD83C\uDDEB\uD83C\uDDF7",
            " ",
            "\n",
            "{}");

    private static Tokenizer byteLevel;
    private static Tokenizer byteFallback;

    @BeforeContainer
    static void open() throws IOException {
        byteLevel = ByteTokenizers.byteLevel();
        byteFallback = ByteTokenizers.byteFallback();
    }

    @AfterContainer
    static void close() {
        byteLevel.close();
        byteFallback.close();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(PIECES).list().ofMaxSize(12).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 300, seed = "14")
    void whatIsGivenOutIsTheTextInEveryScript(@ForAll("texts") String text) {
        for (Tokenizer tokenizer : List.of(byteLevel, byteFallback)) {
            int[] tokens = tokenizer.encode(text);
            List<String> increments = increments(tokenizer, tokens);
            assertThat(String.join("", increments))
                    .isEqualTo(tokenizer.decode(tokens))
                    .isEqualTo(text);
            assertThat(increments).noneMatch(increment -> increment.contains("\uFFFD"));
            assertThat(increments)
                    .noneMatch(increment -> !increment.isEmpty() && Character.isLowSurrogate(increment.charAt(0)));
        }
    }

    @Property(tries = 300, seed = "14")
    void whatIsGivenOutIsTheTextEvenWhereTheBytesAreNone(
            @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 261) Integer> ids) {
        int[] tokens = ids.stream().mapToInt(Integer::intValue).toArray();
        assertThat(String.join("", increments(byteLevel, tokens))).isEqualTo(byteLevel.decode(tokens));
    }

    @Test
    void holdsBackHalfACharacterUntilItIsComplete() throws IOException {
        try (Tokenizer tokenizer = ByteTokenizers.byteLevel()) {
            int[] tokens = tokenizer.encode("x\uD83D\uDE00y");
            assertThat(increments(tokenizer, tokens)).containsExactly("x", "", "", "\uD83D\uDE00", "y", "");
            int[] half = Arrays.copyOf(tokens, 3);
            assertThat(increments(tokenizer, half)).containsExactly("x", "", "", "\uFFFD");
        }
    }

    /** Bytes that make no character must not be read again and again: that would take the square of their number. */
    @Test
    void decodesEachTokenAFewTimesHoweverLongTheTextIsNoText() throws IOException {
        try (Tokenizer tokenizer = ByteTokenizers.byteLevel()) {
            int[] tokens = new int[2_000];
            Arrays.fill(tokens, tokenizer.encode("\uD83D\uDE00")[1]);
            long[] read = new long[1];
            IncrementalText text = new IncrementalText(ids -> {
                read[0] += ids.length;
                return tokenizer.decode(ids);
            });
            StringBuilder said = new StringBuilder();
            for (int token : tokens) {
                said.append(text.append(token));
            }
            said.append(text.end());

            assertThat(said.toString()).isEqualTo(tokenizer.decode(tokens));
            assertThat(read[0]).isLessThan(40L * tokens.length);
        }
    }

    /** One for each token, and one for the end. */
    private static List<String> increments(Tokenizer tokenizer, int[] tokens) {
        IncrementalText text = new IncrementalText(tokenizer::decode);
        List<String> increments = new ArrayList<>();
        for (int token : tokens) {
            increments.add(text.append(token));
        }
        increments.add(text.end());
        return increments;
    }
}
