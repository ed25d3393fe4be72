package io.antidistill.student;

import io.antidistill.task.ArithmeticTask;
import io.antidistill.task.Problem;
import io.antidistill.task.Split;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sample prompts across the policy contexts, from several tenants and clients. The same every time. */
final class TinyPrompts {
    /** A line of the prompts' file. */
    record SamplePrompt(String promptId, String tenant, String client, String context, List<ChatMessage> messages) {}

    /** Contexts in the order in which they take turns; most traffic is long reasoning. */
    private static final List<String> CONTEXTS = List.of(
            "reasoning-long",
            "reasoning-long",
            "short-answer",
            "reasoning-long",
            "premium",
            "reasoning-long",
            "suspicious",
            "reasoning-long",
            "short-answer",
            "evaluation");

    private static final List<String> TENANTS = List.of("acme", "globex", "initech");
    private static final int CLIENTS_PER_TENANT = 4;

    private TinyPrompts() {}

    static List<SamplePrompt> create(long seed, int count) {
        Map<Integer, List<Problem>> problems = new HashMap<>();
        for (int steps = 1; steps <= 3; steps++) {
            problems.put(steps, ArithmeticTask.seeded(seed).problems(Split.TRAINING, steps, count));
        }
        List<SamplePrompt> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String context = CONTEXTS.get(i % CONTEXTS.size());
            String tenant = TENANTS.get(i % TENANTS.size());
            String client = context.equals("suspicious")
                    ? tenant + "-harvester"
                    : tenant + "-client-" + (1 + i / TENANTS.size() % CLIENTS_PER_TENANT);
            int steps = context.equals("short-answer") ? 1 + i / CONTEXTS.size() % 2 : 3;
            String question = problems.get(steps).get(i).question();
            prompts.add(new SamplePrompt(
                    "tiny-%04d".formatted(i), tenant, client, context, List.of(new ChatMessage("user", question))));
        }
        return prompts;
    }
}
