package io.antidistill.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedSoFarTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesWhatIsOpenLatestFirstWhereTheNextCannotBeOpened() {
        assertThatThrownBy(() -> {
                    try (OpenedSoFar opened = new OpenedSoFar()) {
                        opened.add(() -> closed.add("first"));
                        opened.add(() -> closed.add("second"));
                        throw new IllegalStateException("no third");
                    }
                })
                .hasMessage("no third");
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesNothingWhereAllIsOpen() {
        try (OpenedSoFar opened = new OpenedSoFar()) {
            opened.add(() -> closed.add("first"));
            assertThat(opened.all("owner")).isEqualTo("owner");
        }
        assertThat(closed).isEmpty();
    }

    @Test
    void closesTheOthersWhereOneCannotBeClosed() {
        assertThatThrownBy(() -> {
                    try (OpenedSoFar opened = new OpenedSoFar()) {
                        opened.add(() -> closed.add("first"));
                        opened.add(() -> {
                            throw new IllegalStateException("stuck");
                        });
                    }
                })
                .hasMessage("stuck");
        assertThat(closed).containsExactly("first");
    }
}
