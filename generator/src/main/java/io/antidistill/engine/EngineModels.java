package io.antidistill.engine;

import java.util.Set;
import java.util.function.Supplier;

/**
 * What an engine runs on. The suppliers are called on the engine's thread, so that it owns what they make.
 *
 * @param vocabularySize entries of the vocabulary that teacher and proxy share
 * @param stopTokens the tokens that end an answer
 * @param teacher makes the teacher's rows: logits
 * @param scoreOrNull makes the proxy's rows: Δ; null where nothing can be protected
 */
record EngineModels(
        int vocabularySize, Set<Integer> stopTokens, Supplier<RowModel> teacher, Supplier<RowModel> scoreOrNull) {
    boolean canProtect() {
        return scoreOrNull != null;
    }
}
