package io.antidistill.streams.generation;

import io.antidistill.tokenizer.ChatTemplate;
import io.antidistill.tokenizer.Tokenizer;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Tokenizer and chat template of a made-up model, with special tokens for roles and ends of turns. */
public final class WordModel implements AutoCloseable {
    /** Begins the assistant's turn. */
    public static final int ASSISTANT = 2;

    /** Ends a turn. */
    public static final int END = 3;

    private final Tokenizer tokenizer;
    private final PromptEncoder encoder;

    public WordModel() throws URISyntaxException {
        Path directory = Path.of(WordModel.class.getResource("/word-tokenizer").toURI());
        tokenizer = Tokenizer.load(directory);
        encoder = new TeacherPromptEncoder(tokenizer, ChatTemplate.load(directory));
    }

    public PromptEncoder encoder() {
        return encoder;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
