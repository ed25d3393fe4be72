package io.antidistill.experiment;

import io.antidistill.task.Problem;
import io.antidistill.task.ProblemFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * Problems from files, as the authors of data sets publish them. Of the training file the first 70 % are to learn from
 * and the rest is the holdout (paper, section 4.1). The published questions do not say how to answer, and only a boxed answer is graded: those that
 * do not ask for a box are made to. Immutable.
 *
 * @param training file or directory
 * @param test file or directory
 * @param content tells files of other content apart
 */
public record DataFiles(String training, String test, String content) {
    private static final double LEARNT = 0.7;
    private static final String BOX = "\\boxed{";
    private static final String REQUEST = "\n\nReason step by step, and put the final answer within \\boxed{}.";

    /** @throws IOException if a file cannot be read or holds what is no problem; the message names file and line */
    public static DataFiles of(Path training, Path test) throws IOException {
        String content = asking(training).toString() + asking(test);
        return new DataFiles(
                training.toString(),
                test.toString(),
                UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)).toString());
    }

    List<Problem> learnt(int count) {
        List<Problem> all = read(training);
        return first(all.subList(0, learntOf(all)), count, training);
    }

    /** @param skipped those at the beginning that serve another purpose */
    List<Problem> heldOut(int skipped, int count) {
        List<Problem> all = read(training);
        List<Problem> heldOut = all.subList(learntOf(all), all.size());
        return first(heldOut.subList(Math.min(skipped, heldOut.size()), heldOut.size()), count, training);
    }

    List<Problem> tested(int count) {
        return first(read(test), count, test);
    }

    private static int learntOf(List<Problem> all) {
        return (int) Math.round(LEARNT * all.size());
    }

    private static List<Problem> first(List<Problem> problems, int count, String file) {
        Setting.require(
                count <= problems.size(),
                count,
                "the number of problems",
                file + " has " + problems.size() + " for this purpose; ask for fewer");
        return problems.subList(0, count);
    }

    private static List<Problem> read(String file) {
        try {
            return asking(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static List<Problem> asking(Path file) throws IOException {
        return ProblemFiles.read(file).stream()
                .map(problem -> problem.question().contains(BOX)
                        ? problem
                        : new Problem(problem.question() + REQUEST, problem.answer(), problem.steps()))
                .toList();
    }
}
