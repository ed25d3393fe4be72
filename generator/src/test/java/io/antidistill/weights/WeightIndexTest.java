package io.antidistill.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.antidistill.model.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightIndexTest {
    private static final String TENSOR = "model.norm.weight";

    @TempDir
    Path directory;

    private SafetensorsFile whole;

    @BeforeEach
    void split() throws IOException {
        Path model = Golden.of("qwen2-proxy").directory();
        whole = SafetensorsFile.open(model.resolve("model.safetensors"));
        Shards.split(model, 3, directory);
    }

    @Test
    void findsEveryTensorInItsFile() {
        WeightIndex index = WeightIndex.open(directory);

        assertThat(index.names()).isEqualTo(whole.names());
        for (String name : whole.names()) {
            assertThat(index.file(name).bytes(name)).as(name).isEqualTo(whole.bytes(name));
        }
    }

    @Test
    void oneFileNeedsNoIndexAndComesFirst() throws IOException {
        Files.copy(whole.path(), directory.resolve("model.safetensors"));

        WeightIndex index = WeightIndex.open(directory);

        assertThat(index.names()).isEqualTo(whole.names());
        assertThat(index.file(TENSOR).path()).isEqualTo(directory.resolve("model.safetensors"));
    }

    @Test
    void aDirectoryWithoutWeightsIsRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> WeightIndex.open(empty))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("model.safetensors does not exist");
    }

    @Test
    void aMissingTensorIsNamed() {
        WeightIndex index = WeightIndex.open(directory);

        assertThatThrownBy(() -> index.file("other.weight"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("lacks the tensor other.weight");
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        Files.delete(directory.resolve(Shards.name(1, 3)));

        assertRefused("model-00002-of-00003.safetensors is missing");
    }

    @Test
    void aDamagedShardIsNamed() throws IOException {
        Files.write(directory.resolve(Shards.name(1, 3)), new byte[5]);

        assertThatThrownBy(() -> WeightIndex.open(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("model-00002-of-00003.safetensors is not a sound safetensors file");
    }

    @Test
    void aShardThatLacksItsTensorIsNamed() throws IOException {
        SafetensorsFile shard = WeightIndex.open(directory).file(TENSOR);
        Shards.write(
                shard.path(),
                whole,
                shard.names().stream().filter(name -> !name.equals(TENSOR)).toList());

        assertRefused(shard.path().getFileName() + " lacks the tensor " + TENSOR);
    }

    @Test
    void aTensorInTwoShardsIsNamed() throws IOException {
        String shard =
                WeightIndex.open(directory).file(TENSOR).path().getFileName().toString();
        String other = shard.equals(Shards.name(0, 3)) ? Shards.name(1, 3) : Shards.name(0, 3);
        Shards.write(directory.resolve(other), whole, List.copyOf(whole.names()));

        assertRefused("is in both");
    }

    @Test
    void swappedShardsAreRecognised() throws IOException {
        Path first = directory.resolve(Shards.name(0, 3));
        Path second = directory.resolve(Shards.name(1, 3));
        byte[] bytes = Files.readAllBytes(first);
        Files.copy(second, first, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.write(second, bytes);

        assertRefused("files were swapped");
    }

    @Test
    void aTensorThatTheIndexDoesNotKnowIsNamed() throws IOException {
        Map<String, String> shardOf = shardOf();
        shardOf.remove(TENSOR);
        Shards.writeIndex(directory, shardOf);

        assertRefused("tensor " + TENSOR + " of ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../model.safetensors",
                "/etc/model.safetensors",
                "..\\model.safetensors",
                "C:model.safetensors",
                "model.bin",
                "model.safetensors\n",
                "..",
                ""
            })
    void aPathOutOfTheDirectoryIsRefused(String path) throws IOException {
        Map<String, String> shardOf = shardOf();
        shardOf.put(TENSOR, path);
        Shards.writeIndex(directory, shardOf);

        assertRefused("tensor " + TENSOR + " has ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{}",
                "{\"weight_map\": {}}",
                "{\"weight_map\": []}",
                "{\"weight_map\": {\"a\": 1}}",
                "{\"weight_map\": {\"a\": null}}",
                "{\"weight_map\": {\"a\": \"x.safetensors\", \"a\": \"y.safetensors\"}}",
                "{\"weight_map\": {\"a\": \"x.safetensors\"}} {}"
            })
    void whatIsNoIndexIsRefused(String content) throws IOException {
        Files.writeString(directory.resolve("model.safetensors.index.json"), content);

        assertRefused("is not a sound index");
    }

    private Map<String, String> shardOf() {
        WeightIndex index = WeightIndex.open(directory);
        Map<String, String> shardOf = new TreeMap<>();
        index.names()
                .forEach(name ->
                        shardOf.put(name, index.file(name).path().getFileName().toString()));
        return shardOf;
    }

    private void assertRefused(String named) {
        assertThatThrownBy(() -> WeightIndex.open(directory))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("model.safetensors.index.json")
                .hasMessageContaining(named)
                .hasMessageNotContaining("\n");
    }
}
