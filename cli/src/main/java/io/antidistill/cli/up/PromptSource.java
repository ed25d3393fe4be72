package io.antidistill.cli.up;

import io.antidistill.cli.cluster.PromptFile;
import io.antidistill.schema.Message;
import io.antidistill.schema.PromptEvent;
import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The prompts that {@code up} feeds, always in the same order with the same ids, so that a later run can tell which are
 * in already.
 */
final class PromptSource {
    private static final long SEED = 20_260_101L;
    private static final int PROBLEMS_PER_CHUNK = 500;
    private static final int STEPS = 3;

    /** Mostly long reasoning, which is what a thief is after; every other kind of use now and then. */
    private static final List<String> CONTEXTS = List.of(
            "reasoning-long",
            "reasoning-long",
            "short-answer",
            "reasoning-long",
            "premium",
            "reasoning-long",
            "reasoning-long",
            "suspicious",
            "reasoning-long",
            "evaluation");

    private PromptSource() {}

    /** The sample prompts, then generated arithmetic problems without end. */
    static Iterator<PromptEvent> samples(Path file) throws IOException {
        Stream<PromptEvent> generated = Stream.iterate(0, chunk -> chunk + 1).flatMap(PromptSource::chunk);
        return Stream.concat(PromptFile.read(file).stream(), generated).iterator();
    }

    private static Stream<PromptEvent> chunk(int chunk) {
        List<Problem> problems = ArithmeticTask.seeded(SEED + chunk).problems(Split.TEST, STEPS, PROBLEMS_PER_CHUNK);
        return IntStream.range(0, problems.size())
                .mapToObj(i ->
                        prompt(chunk * PROBLEMS_PER_CHUNK + i, problems.get(i).question()));
    }

    private static PromptEvent prompt(int number, String question) {
        return PromptEvent.newBuilder()
                .setPromptId("arithmetic-%06d".formatted(number))
                .setTenant("sample-tenant-" + number % 3)
                .setClient("client-" + number % 7)
                .setContext(CONTEXTS.get(number % CONTEXTS.size()))
                .setMessages(List.of(new Message("user", question)))
                .setMaxNewTokens(null)
                .setSubmittedAt(Instant.now())
                .build();
    }
}
