package io.antidistill.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.experiment.ExamplePair.Piece;
import io.antidistill.experiment.ExamplePair.Side;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ExamplePageTest {
    private static final List<String> TAGS =
            List.of("!doctype", "html", "head", "meta", "title", "style", "body", "section", "h1", "p", "div", "mark");

    @Property(tries = 100)
    void letsNoPromptAndNoTraceIntoThePage(@ForAll String question, @ForAll String answer, @ForAll String said) {
        ExamplePair pair =
                new ExamplePair("<i>" + question, answer + "</div>", side(said + "<script>"), side("'\"&" + said));

        assertThat(tags(ExamplePage.of(0.9, 2, List.of(pair)))).isSubsetOf(TAGS);
    }

    @Test
    void marksWhatOneSideHasAlone() {
        ExamplePair pair = new ExamplePair("2 < 3?", "yes", side("so "), side("thus "));

        assertThat(ExamplePage.of(0.9, 2, List.of(pair)))
                .contains("2 &lt; 3?", "<mark>so </mark>it is", "<mark>thus </mark>it is", "2 tokens drawn otherwise");
    }

    @Test
    void takesATokenApartFromItsSpacesAndPutsHalvesOfACharacterTogether() {
        List<String> decoded = List.of("so", "so it", "so it \uFFFD", "so it é");

        assertThat(ExampleExperiment.texts(new int[4], ids -> decoded.get(ids.length - 1)))
                .containsExactly("so", " it", " é");
    }

    private static Side side(String own) {
        return new Side(List.of(new Piece(own, true), new Piece("it is", false)), true, 2, 0.1);
    }

    private static List<String> tags(String page) {
        List<String> tags = new ArrayList<>();
        for (int i = page.indexOf('<'); i >= 0; i = page.indexOf('<', i + 1)) {
            String tag = page.substring(i + 1, Math.min(page.length(), i + 20)).replaceFirst("^/", "");
            tags.add(tag.split("[ >]", 2)[0]);
        }
        return tags;
    }
}
