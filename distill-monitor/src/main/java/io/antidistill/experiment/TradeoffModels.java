package io.antidistill.experiment;

import java.nio.file.Path;

/**
 * The models of an experiment.
 *
 * @param teacher directory of the teacher
 * @param proxy directory of the proxy
 * @param poison poison direction of that proxy
 * @param student directory of the student's base
 */
public record TradeoffModels(Path teacher, Path proxy, Path poison, Path student) {

    /** The line-up of a directory that holds teacher, proxy, student and poison.safetensors. */
    public static TradeoffModels in(Path directory) {
        return new TradeoffModels(
                directory.resolve("teacher"),
                directory.resolve("proxy"),
                directory.resolve("poison.safetensors"),
                directory.resolve("student"));
    }
}
