package io.antidistill.streams.generation;

/**
 * A valid prompt and its tokens. The array must not be written to.
 *
 * @param asked the prompt
 * @param tokenIds rendered in the teacher's chat template
 */
record PreparedPrompt(AskedPrompt asked, int[] tokenIds) {}
