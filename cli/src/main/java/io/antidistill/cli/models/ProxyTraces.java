package io.antidistill.cli.models;

import io.antidistill.cli.cluster.TraceFile;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The traces of a file in a proxy's tokens, read one after the other as often as somebody asks. Not thread-safe.
 *
 * @param longest most tokens of a trace with its prompt
 */
public record ProxyTraces(Path file, LanguageModel proxy, int longest) {

    /**
     * All of them; close the stream.
     *
     * @throws CommandFailure from the stream, naming the trace, if one is none or too long
     */
    public Stream<CompletionExample> stream() throws IOException {
        AtomicLong number = new AtomicLong();
        return TraceFile.stream(file).map(line -> example(line, number.incrementAndGet()));
    }

    private CompletionExample example(TraceFile.Line line, long number) {
        CompletionExample example = proxy.example(List.of(new ChatMessage("user", line.prompt())), line.text());
        if (example.ids().length > longest) {
            throw new CommandFailure(
                    "trace %d of %s has %d tokens with its prompt, and the model has room for %d. Leave it out or cut it."
                            .formatted(number, file, example.ids().length, longest));
        }
        return example;
    }
}
