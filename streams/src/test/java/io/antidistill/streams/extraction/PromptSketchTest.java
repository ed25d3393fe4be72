package io.antidistill.streams.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class PromptSketchTest {
    private static final Hashes HASHES = new Hashes(11);

    @Property(tries = 100)
    void oneChangedWordLeavesAPromptNear(@ForAll long seed, @ForAll @IntRange(min = 5, max = 34) int place) {
        List<String> words = words(40, new Random(seed));
        PromptSketch before = sketch(String.join(" ", words));
        List<String> changed = new ArrayList<>(words);
        changed.set(place, "elsewhere");
        PromptSketch after = sketch(String.join(" ", changed));
        assertThat(shared(before, after)).isGreaterThan(0.8);
        assertThat(Long.bitCount(before.fingerprint() ^ after.fingerprint())).isLessThan(20);
        assertThat(after.pieces()).hasSizeLessThanOrEqualTo(PromptSketch.MOST_PIECES);
    }

    @Property(tries = 100)
    void otherWordsAreFar(@ForAll long seed) {
        PromptSketch one = sketch(String.join(" ", words(40, new Random(seed))));
        PromptSketch other = sketch(String.join(" ", words(40, new Random(seed + 1))));
        assertThat(shared(one, other)).isLessThan(0.1);
    }

    @Property(tries = 100)
    void noTextIsTooOddToBeSketched(@ForAll String text) {
        PromptSketch sketch = sketch(text);
        assertThat(sketch.pieces()).isNotEmpty().hasSizeLessThanOrEqualTo(PromptSketch.MOST_PIECES);
        assertThat(sketch.frames()).hasSizeLessThanOrEqualTo(3);
    }

    @Example
    void aLongTextIsCutToABoundedSketch() {
        assertThat(sketch(String.join(" ", words(20_000, new Random(3)))).pieces())
                .hasSize(PromptSketch.MOST_PIECES);
    }

    @Example
    void aWordOfAnyLengthIsAWord() {
        assertThat(sketch("a".repeat(100_000)).pieces()).hasSize(1);
    }

    @Example
    void caseSpacesAndPunctuationDoNotMatter() {
        PromptSketch plain = sketch("how many apples does the farmer have");
        assertThat(sketch("How many  apples\ndoes the FARMER have?").pieces()).isEqualTo(plain.pieces());
    }

    @Example
    void aTemplateFilledWithOtherNumbersAndNamesKeepsItsFrames() {
        String template = "Our customer %s wants to know how the balance of %d came about over the last few weeks, so"
                + " please look through the list and tell %s which of the %d entries explains most of it";
        Set<Long> ann =
                new HashSet<>(sketch(template.formatted("Ann", 17, "Ann", 3)).frames());
        ann.retainAll(sketch(template.formatted("Bob", 4_000, "Bob", 12)).frames());
        assertThat(ann).hasSize(2);
    }

    @Example
    void theSystemMessageIsAFrameOfItsOwn() {
        Message system = new Message("system", "you are a helpful assistant of a large company and answer politely");
        PromptSketch sketch = PromptSketch.of(List.of(system, new Message("user", "hello")), HASHES);
        assertThat(sketch.frames()).hasSize(1);
    }

    @Example
    void anotherKeyGivesOtherHashes() {
        List<Message> messages = List.of(new Message("user", "how many apples"));
        assertThat(PromptSketch.of(messages, new Hashes(1)).pieces())
                .isNotEqualTo(PromptSketch.of(messages, new Hashes(2)).pieces());
    }

    private static PromptSketch sketch(String text) {
        return PromptSketch.of(List.of(new Message("user", text)), HASHES);
    }

    private static List<String> words(int count, Random random) {
        return IntStream.range(0, count)
                .mapToObj(i -> "w" + (char) ('a' + random.nextInt(26)) + (char) ('a' + random.nextInt(26)))
                .collect(Collectors.toList());
    }

    private static double shared(PromptSketch one, PromptSketch other) {
        Set<Long> both = new HashSet<>(one.pieces());
        both.retainAll(other.pieces());
        return (double) both.size() / one.pieces().size();
    }
}
