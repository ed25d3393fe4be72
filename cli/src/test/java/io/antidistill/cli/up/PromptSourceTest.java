package io.antidistill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.antidistill.schema.PromptEvent;
import io.antidistill.streams.policy.DefaultPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptSourceTest {
    @TempDir
    private Path directory;

    @Test
    void samplesGoOnAfterTheFileAndAreTheSameEveryTime() throws IOException {
        List<PromptEvent> first = samples(1200);
        List<PromptEvent> again = samples(1200);
        assertThat(first.get(0).getPromptId()).isEqualTo("a");
        assertThat(ids(first)).doesNotHaveDuplicates().isEqualTo(ids(again));
        assertThat(first.stream().map(PromptEvent::getMessages))
                .isEqualTo(again.stream().map(PromptEvent::getMessages).toList());
    }

    @Test
    void samplesCoverEveryListedContext() throws IOException {
        assertThat(samples(50).stream().skip(1).map(PromptEvent::getContext))
                .containsOnlyElementsOf(DefaultPolicies.byContext().keySet())
                .containsAll(DefaultPolicies.byContext().keySet());
    }

    private List<PromptEvent> samples(int count) throws IOException {
        Iterator<PromptEvent> source = PromptSource.samples(file());
        List<PromptEvent> taken = new ArrayList<>();
        while (taken.size() < count) {
            taken.add(source.next());
        }
        return taken;
    }

    private Path file() throws IOException {
        return Files.writeString(
                directory.resolve("prompts.jsonl"), "{\"promptId\":\"a\",\"prompt\":\"b\",\"context\":\"premium\"}");
    }

    private static List<String> ids(List<PromptEvent> prompts) {
        return prompts.stream().map(PromptEvent::getPromptId).toList();
    }
}
