package io.antidistill.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Both truncation orders against distributions that a reference computed from the same logits and Δ. */
class GoldenDistributionTest {
    @TestFactory
    Stream<DynamicTest> agreesWithTheReference() throws IOException {
        JsonNode golden;
        try (InputStream file = getClass().getResourceAsStream("/golden/sampling.json")) {
            golden = new ObjectMapper().readTree(file);
        }
        float[] logits = floats(golden.get("teacher_logits"));
        float[] delta = floats(golden.get("delta"));
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode example : golden.get("cases")) {
            for (Truncation truncation : Truncation.values()) {
                SamplingSettings settings = new SamplingSettings(
                        Sampler.ANTIDISTILLATION,
                        example.get("lam").doubleValue(),
                        example.get("tau").doubleValue(),
                        example.get("top_p").doubleValue(),
                        truncation);
                float[] expected = floats(example.get(
                        truncation == Truncation.TRUNCATE_THEN_TILT ? "truncate_then_tilt" : "tilt_then_truncate"));
                tests.add(DynamicTest.dynamicTest(
                        settings.toString(), () -> assertAgrees(logits, delta, settings, expected)));
            }
        }
        assertThat(tests).hasSize(72);
        return tests.stream();
    }

    private static void assertAgrees(float[] logits, float[] delta, SamplingSettings settings, float[] expected) {
        AntidistillationSampler sampler = new AntidistillationSampler(logits.length);
        TokenDistribution plain = sampler.plain(logits, 0, settings);
        float[] score = sampler.pick(plain, delta, 0, settings, 0, 0);
        double[] p = sampler.protect(plain, score, settings).overVocabulary(logits.length);
        for (int v = 0; v < expected.length; v++) {
            assertThat(p[v]).as("token %d", v).isCloseTo(expected[v], within(1e-4));
        }
    }

    private static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }
}
