package io.antidistill.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StructureTest {
    @Test
    void aFencedBlockIsStructureUpToTheEndOfItsLastLine() {
        assertThat(insideAfter("so: ```")).isFalse();
        assertThat(insideAfter("so:\n```python\nx = 1")).isTrue();
        assertThat(insideAfter("so:\n```python\nx = 1\n```")).isTrue();
        assertThat(insideAfter("so:\n```python\nx = 1\n```\n")).isFalse();
    }

    @Test
    void aToolCallIsStructure() {
        assertThat(insideAfter("I look it up. <tool_call>{\"name\": \"f\"")).isTrue();
        assertThat(insideAfter("<tool_call>{\"name\": \"f\"}</tool_call>")).isFalse();
    }

    @Test
    void bracesOfLatexAndSetsAreNoJson() {
        for (String text : List.of("\\boxed{42", "\\frac{1}{2", "the set { 1, 2", "x_{n", "f(x) { return")) {
            assertThat(insideAfter(text)).as(text).isFalse();
        }
    }

    @Test
    void aBracketBeginsJsonOnlyAtTheBeginningOfALine() {
        assertThat(insideAfter("[1, 2")).isTrue();
        assertThat(insideAfter("see\n  [\"a\"")).isTrue();
        assertThat(insideAfter("see [1, 2")).isFalse();
        assertThat(insideAfter("[see above")).isFalse();
    }

    @Test
    void anEmptyLineEndsJsonThatIsNeverClosed() {
        assertThat(insideAfter("{\"a\": 1\n")).isTrue();
        assertThat(insideAfter("{\"a\": 1\n\n")).isFalse();
    }

    @Property(tries = 300, seed = "7")
    void everyCharacterOfAJsonObjectAfterItsBraceIsInsideAndNothingAfterIt(
            @ForAll("objects") ObjectNode object, @ForAll boolean pretty) {
        String json = pretty ? object.toPrettyString() : object.toString();
        Structure structure = new Structure();
        read(structure, "The result is ");
        assertThat(structure.inside()).isFalse();
        for (int i = 0; i < json.length(); i++) {
            structure.read(json.charAt(i));
            assertThat(structure.inside()).as(json.substring(0, i + 1)).isEqualTo(i < json.length() - 1);
        }
        read(structure, " and that is all.");
        assertThat(structure.inside()).isFalse();
    }

    @Provide
    Arbitrary<ObjectNode> objects() {
        Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(12).withChars("ab\"\\{}[]:, \n\tü");
        return Arbitraries.maps(texts, texts).ofMaxSize(4).map(map -> {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            map.forEach((key, value) -> object.put(key, value));
            object.putArray("list").add(1).add("]").addObject().put("}", true);
            return object;
        });
    }

    private static boolean insideAfter(String text) {
        Structure structure = new Structure();
        read(structure, text);
        return structure.inside();
    }

    private static void read(Structure structure, String text) {
        text.chars().forEach(c -> structure.read((char) c));
    }
}
