package io.antidistill.engine;

/** How much of the newcomers' prompts one step reads. Pure. */
final class PromptChunk {
    private PromptChunk() {}

    /**
     * The next part of the first prompt; or, where that leaves room, also as many of the following prompts as fit in whole. Rows of one pass are
     * padded to the longest, so it is the padded size that has to fit.
     *
     * @param closed how many tokens of each prompt have not been read, in the order of arrival; none is 0
     * @param size most tokens of one step, padding included
     * @return how many tokens to read of each of the first prompts
     */
    static int[] shares(int[] closed, int size) {
        int rows = 0;
        int longest = 0;
        while (rows < closed.length && (rows + 1L) * Math.max(longest, closed[rows]) <= size) {
            longest = Math.max(longest, closed[rows++]);
        }
        if (rows == 0 && closed.length > 0) {
            return new int[] {size};
        }
        int[] shares = new int[rows];
        System.arraycopy(closed, 0, shares, 0, rows);
        return shares;
    }
}
