package io.antidistill.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    private static final String SOUND = "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
            + "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[16,24]}}";

    @TempDir
    Path directory;

    @Test
    void readsAHeaderAndTheBytesItDescribes() {
        SafetensorsFile file = open(bytes(SOUND, 24));

        assertThat(file.names()).containsExactly("a", "b");
        assertThat(file.shape("a")).isEqualTo(List.of(2L, 2L));
        assertThat(file.dtype("b")).isEqualTo("I64");
        assertThat(file.metadata()).isEqualTo(Map.of("format", "pt"));
        assertThat(file.bytes("b").getLong()).isEqualTo(0x1716151413121110L);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 1L << 62, Long.MAX_VALUE, 10_000, 100_000_001})
    void aHeaderLengthThatDoesNotFitIsRefused(long length) { // the first is 2^63 as safetensors counts
        byte[] file = bytes(SOUND, 24);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);

        assertRefused(file, "header length " + Long.toUnsignedString(length));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0,16] | [8,16] | overlap | overlaps",
                "[0,16] | [-8,0] | negative offset | tensor b has -8",
                "[0,16] | [24,16] | backwards | number of bytes",
                "[0,16] | [0,24] | wrong size | number of bytes",
                "[0,16] | [9223372036854775800,9223372036854775807] | overflow | tensor b",
                "[0,16] | [16,1e2] | a float | where a count belongs",
                "[0,16] | [16] | one number | data_offsets",
                "[0,16] | \"16-24\" | text | data_offsets",
                "\"F32\" | \"F33\" | unknown type | dtype",
                "\"F32\" | 6 | numbered type | dtype",
                "\"F32\" | \"F64\" | type of another size | number of bytes",
                "[2,2] | [4611686018427387904,2] | a product beyond 2^63 | tensor a",
                "[2,2] | [-2,-2] | negative sizes | where a count belongs",
                "[2,2] | 4 | no list | shape",
                "{\"format\":\"pt\"} | {\"format\":1} | metadata of numbers | metadata"
            })
    void aHeaderThatContradictsItselfIsRefused(String sound, String damaged, String what, String named) {
        // Offsets are changed in tensor b, where both have them
        String target = sound.equals("[0,16]") ? "[16,24]" : sound;
        assertThat(SOUND).contains(target);
        assertRefused(bytes(SOUND.replace(target, damaged), 24), named);
    }

    @Test
    void overlappingTensorsAreRefused() {
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[8,24]}}";
        assertRefused(bytes(header, 24), "tensor b overlaps");
    }

    @Test
    void gapsAreRefused() {
        assertRefused(bytes(SOUND.replace("[16,24]", "[24,32]"), 32), "tensor b follows a gap");
    }

    @Test
    void anythingAfterTheLastTensorIsRefused() {
        assertRefused(bytes(SOUND, 25), "1 bytes follow the last tensor");
    }

    @Test
    void aTruncatedFileIsRefused() {
        assertRefused(bytes(SOUND, 23), "tensor b ends at byte");
    }

    @Test
    void theSameNameTwiceIsRefused() {
        assertRefused(bytes(SOUND.replace("\"b\"", "\"a\""), 24), "not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[]", "77", "{ ", "{}{}", "null", "\"a\""})
    void aHeaderThatIsNoJsonObjectIsRefused(String header) {
        assertRefused(bytes(header, 24), "header is not");
    }

    @Test
    void filesShorterThanAHeaderLengthAreRefused() {
        assertRefused(new byte[0], "only 0 bytes");
        assertRefused(new byte[7], "only 7 bytes");
    }

    @Test
    void aMissingFileAndADirectoryAreRefused() {
        assertThatThrownBy(() -> SafetensorsFile.open(directory.resolve("none")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> SafetensorsFile.open(directory)).isInstanceOf(ModelFormatException.class);
    }

    @Test
    void aMissingTensorIsNamed() {
        SafetensorsFile file = open(bytes(SOUND, 24));
        assertThatThrownBy(() -> file.shape("c"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("lacks the tensor c");
    }

    /** Whatever is changed in a sound file, it is read or refused with the one exception, and never read beyond its end. */
    @Property(tries = 2000)
    void damageIsReadOrRefusedByName(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 247) Integer> places,
            @ForAll byte[] values,
            @ForAll @IntRange(min = 0, max = 60) int cut)
            throws IOException {
        byte[] bytes = bytes(SOUND, 24);
        for (int i = 0; i < places.size(); i++) {
            bytes[places.get(i) % bytes.length] = values.length == 0 ? 0 : values[i % values.length];
        }
        Path file = Files.createTempFile("damaged", ".safetensors");
        try {
            Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
            SafetensorsFile read = SafetensorsFile.open(file);
            for (String name : read.names()) {
                assertThat(read.bytes(name).remaining()).isLessThanOrEqualTo(24);
            }
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageContaining(file.toString()).hasMessageNotContaining("\n");
        } finally {
            Files.delete(file);
        }
    }

    private SafetensorsFile open(byte[] bytes) {
        Path file = directory.resolve("file.safetensors");
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SafetensorsFile.open(file);
    }

    private void assertRefused(byte[] bytes, String named) {
        assertThatThrownBy(() -> open(bytes))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("file.safetensors")
                .hasMessageContaining(named)
                .hasMessageContaining("fetch it again")
                .hasMessageNotContaining("\n");
    }

    /** A header and so many bytes of data: 0, 1, 2, … */
    private static byte[] bytes(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(text.length).put(text);
        for (int i = 0; i < data; i++) {
            file.put((byte) i);
        }
        return file.array();
    }
}
