package io.antidistill.model;

import ai.djl.ndarray.NDArray;
import io.antidistill.hub.HubId;
import io.antidistill.tokenizer.ChatMessage;
import io.antidistill.tokenizer.ChatTemplate;
import io.antidistill.tokenizer.Tokenizer;
import io.antidistill.weights.ModelConfig;
import io.antidistill.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model directory, loaded: config.json, model.safetensors, tokenizer.json and tokenizer_config.json. Owns its weights and its decoder.
 * The weights are mapped from their file, which must not be changed in place meanwhile; replacing it is fine.
 * Safe to share among threads as long as nobody trains its weights.
 *
 * <p>A directory without a tokenizer or a chat template is accepted until somebody asks for text: its tokens can be computed with.
 */
public final class LanguageModel implements AutoCloseable {
    private static final List<String> TEXT_FILES =
            List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "special_tokens_map.json");

    private final Path directory;
    private final ModelConfig config;
    private final TorchRuntime runtime;
    private final Weights weightsOrNull; // null where the parameters came first
    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private ChatTemplate chatTemplate;
    private Parameters parameters;
    private Decoder servingDecoder;
    private String sha256;

    private LanguageModel(
            TorchRuntime runtime, Path directory, ModelConfig config, Weights weightsOrNull, Parameters parameters) {
        this.runtime = runtime;
        this.directory = directory;
        this.config = config;
        this.weightsOrNull = weightsOrNull;
        this.parameters = parameters;
        try (OpenedSoFar opened = new OpenedSoFar()) {
            boolean hasTokenizer = Files.exists(directory.resolve("tokenizer.json"));
            this.tokenizer = hasTokenizer ? opened.add(Tokenizer.load(directory)) : null;
            requireRoomFor(tokenizer);
            this.decoder = weightsOrNull != null
                    ? Decoder.of(runtime, config, weightsOrNull)
                    : Decoder.of(runtime, config, parameters);
            opened.all(this);
        }
    }

    private void requireRoomFor(Tokenizer tokenizerOrNull) {
        if (tokenizerOrNull != null && tokenizerOrNull.vocabularySize() > config.vocabularySize()) {
            throw new ModelFormatException(directory + ": tokenizer.json has " + tokenizerOrNull.vocabularySize()
                    + " tokens and config.json a vocab_size of " + config.vocabularySize()
                    + "; give the tokenizer that belongs to the model");
        }
    }

    /**
     * Loads a model in the number type of its file: bfloat16 where every tensor is, else float32, in which float16 is exact.
     *
     * @throws ModelFormatException if a file is missing, damaged, or does not belong to the others
     */
    public static LanguageModel load(TorchRuntime runtime, Path directory) {
        return load(runtime, directory, null);
    }

    /** As {@link #load(TorchRuntime, Path)}, in a given number type; null for the file's own. A type that is not the file's costs a copy. */
    public static LanguageModel load(TorchRuntime runtime, Path directory, NumberType typeOrNull) {
        ModelConfig config = ModelConfig.read(directory);
        Weights weights = WeightFiles.map(runtime, directory, config, typeOrNull);
        try {
            return new LanguageModel(runtime, directory, config, weights, null);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /** A model of these weights, which it owns from now on, with the tokenizer of a directory. */
    public static LanguageModel of(
            TorchRuntime runtime, Path directoryForTokenizer, ModelConfig config, Parameters parameters) {
        try {
            return new LanguageModel(runtime, directoryForTokenizer, config, null, parameters);
        } catch (RuntimeException e) {
            parameters.close();
            throw e;
        }
    }

    /** The directory's last name; a hub model's own. */
    public String name() {
        return HubId.nameOf(directory);
    }

    /** Where it was loaded from, or where its tokenizer was. */
    public Path directory() {
        return directory;
    }

    public ModelConfig config() {
        return config;
    }

    /** The type that the decoder computes in. */
    public NumberType numberType() {
        return weightsOrNull == null ? NumberType.FP32 : weightsOrNull.type();
    }

    /**
     * The weights in float32, for training and the like; they stay this model's own. Of a model in float32 they are the weights that the
     * decoder computes with; of another they are a copy, made when it is first asked for, of twice the memory.
     */
    public synchronized Parameters parameters() {
        if (parameters == null) {
            parameters = weightsOrNull.parameters();
        }
        return parameters;
    }

    public Decoder decoder() {
        return decoder;
    }

    /**
     * The decoder to generate with: as {@link #decoder}, but on a CPU it multiplies by copies of the matrices that are packed for its kernels.
     * It cannot be differentiated and does not see later changes of the weights. Made when first asked for; it stays this model's own.
     */
    public synchronized Decoder servingDecoder() {
        if (servingDecoder == null) {
            servingDecoder = asInFiles() ? Decoder.packed(runtime, config, weightsOrNull, Map.of()) : decoder;
        }
        return servingDecoder;
    }

    /** Whether the weights are sure to be those of the files: nobody has been given them to train. */
    private boolean asInFiles() {
        return weightsOrNull != null && (parameters == null || weightsOrNull.type() != NumberType.FP32);
    }

    /** A decoder of the same weights that also carries the derivative of every number along a direction. The caller closes it before this. */
    public synchronized Decoder dualDecoder(Parameters tangent) {
        if (asInFiles()) {
            return Decoder.packed(runtime, config, weightsOrNull, tangent.tensors());
        }
        return weightsOrNull != null
                ? Decoder.dual(runtime, config, weightsOrNull, tangent)
                : Decoder.dual(runtime, config, parameters, tangent);
    }

    /** Whether there is a tokenizer: without one the model has numbers but no text. */
    public boolean hasTokenizer() {
        return tokenizer != null;
    }

    public Tokenizer tokenizer() {
        if (tokenizer == null) {
            throw new ModelFormatException(directory + " has no tokenizer.json; add the model's tokenizer");
        }
        return tokenizer;
    }

    /**
     * How messages become text. Read when first asked for: a base model has none.
     *
     * @throws ModelFormatException if there is none, or it cannot be read
     */
    public synchronized ChatTemplate chatTemplate() {
        if (chatTemplate == null) {
            chatTemplate = ChatTemplate.load(directory);
        }
        return chatTemplate;
    }

    /** Hash of the weights as they were read, whatever type they are held in; computed once. */
    public synchronized String sha256() {
        if (sha256 == null) {
            sha256 = weightsOrNull != null ? weightsOrNull.sha256() : parameters.sha256();
        }
        return sha256;
    }

    /**
     * A model of some of this one's layers, in their order, in float32: a start for training a smaller model of the same vocabulary. It has
     * weights of its own; the caller closes it.
     */
    public LanguageModel withLayers(int[] kept) {
        ModelConfig shallow = config.withLayers(kept.length);
        Parameters copy = Parameters.make(runtime, shallow.parameterShapes().keySet(), (owner, name) -> {
            String original = LayerNames.original(name, kept);
            if (weightsOrNull == null) {
                return runtime.tensor(owner, "clone", parameters.get(original));
            }
            try (NDArray weight = runtime.tensor(owner, "weight", weightsOrNull.value(), original)) {
                return runtime.tensor(owner, "clone", weight);
            }
        });
        return of(runtime, directory, shallow, copy);
    }

    /** The tokens of a conversation, up to where the assistant's answer begins. Messages are text, whatever they spell. */
    public int[] promptIds(List<ChatMessage> messages) {
        Tokenizer words = tokenizer();
        return chatTemplate().encode(words, messages, true);
    }

    /** A conversation and the answer to it, ended by the model's end token. */
    public CompletionExample example(List<ChatMessage> messages, String text) {
        int[] prompt = promptIds(messages);
        int[] completion = tokenizer().encode(text);
        int[] ids = Arrays.copyOf(
                prompt,
                prompt.length + completion.length + (config.eosTokenIds().isEmpty() ? 0 : 1));
        System.arraycopy(completion, 0, ids, prompt.length, completion.length);
        if (!config.eosTokenIds().isEmpty()) {
            ids[ids.length - 1] = config.eosTokenIds().get(0);
        }
        return new CompletionExample(ids, prompt.length);
    }

    /** The tokens that end an answer. */
    public Set<Integer> stopTokenIds() {
        return new TreeSet<>(config.eosTokenIds());
    }

    /**
     * How many tokens there are: the tokenizer's, where there is one. What the model has beyond them is padding, and no text.
     */
    public int vocabularySize() {
        return tokenizer == null ? config.vocabularySize() : tokenizer.vocabularySize();
    }

    /**
     * Checks that a token means the same to another model. Models of one tokenizer may be padded to different sizes.
     *
     * @throws ModelFormatException if the vocabularies differ
     */
    public void requireSameVocabulary(LanguageModel other) {
        boolean same = tokenizer == null || other.tokenizer == null
                ? config.vocabularySize() == other.config.vocabularySize()
                : tokenizer.vocabulary().equals(other.tokenizer.vocabulary());
        if (!same) {
            throw new ModelFormatException(other.directory + " has another vocabulary (" + other.vocabularySize()
                    + " tokens) than " + directory + " (" + vocabularySize()
                    + " tokens); give models that share one tokenizer");
        }
    }

    /** Writes a complete model directory. */
    public void save(Path target) {
        config.write(target);
        parameters().save(target.resolve("model.safetensors"), Map.of("format", "pt"));
        try {
            for (String name : TEXT_FILES) {
                Path source = directory.resolve(name);
                if (Files.exists(source)
                        && !source.toAbsolutePath().equals(target.resolve(name).toAbsolutePath())) {
                    Files.copy(source, target.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new ModelFormatException(
                    "cannot write " + target + ": " + e.getMessage() + "; check that the directory can be written", e);
        }
    }

    @Override
    public void close() {
        if (servingDecoder != null && servingDecoder != decoder) {
            servingDecoder.close();
        }
        decoder.close();
        if (parameters != null) {
            parameters.close();
        }
        if (weightsOrNull != null) {
            weightsOrNull.close();
        }
        if (tokenizer != null) {
            tokenizer.close();
        }
    }
}
