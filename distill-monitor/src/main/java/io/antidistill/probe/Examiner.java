package io.antidistill.probe;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.ScoreKind;
import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.TorchRuntime;
import io.antidistill.sampling.SamplingSettings;
import io.antidistill.student.HoldoutLoss;
import io.antidistill.task.AnswerGrader;
import io.antidistill.task.Problem;
import io.antidistill.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** Examines one model: its loss on the exam's clean traces, and how many of the problems it answers rightly. */
record Examiner(TorchRuntime runtime, ProbeSettings settings) {
    private static final int SLOTS = 16;

    StudentScore score(LanguageModel model, Exam exam, int traces, double trainLoss, List<CoursePoint> course) {
        List<CompletionExample> holdout = DistilledStudents.examples(model, exam.holdout());
        List<Double> nats = HoldoutLoss.ofEach(runtime, model.decoder(), holdout);
        double loss = nats.stream().mapToDouble(Double::doubleValue).sum()
                / holdout.stream().mapToInt(CompletionExample::completionTokens).sum();
        List<Boolean> right = answered(model, exam.problems());
        OptionalDouble accuracy =
                right.stream().mapToDouble(solved -> solved ? 1 : 0).average();
        return new StudentScore(traces, trainLoss, loss, accuracy, nats, right, course);
    }

    private List<Boolean> answered(LanguageModel model, List<Problem> problems) {
        List<List<ChatMessage>> questions = problems.stream()
                .map(problem -> List.of(new ChatMessage("user", problem.question())))
                .toList();
        List<String> texts = answers(model, questions, settings.tau());
        return IntStream.range(0, texts.size())
                .mapToObj(
                        i -> AnswerGrader.isRight(texts.get(i), problems.get(i).answer()))
                .toList();
    }

    /** What the model answers, one text for each conversation. */
    List<String> answers(LanguageModel model, List<List<ChatMessage>> conversations, double tau) {
        if (conversations.isEmpty()) {
            return List.of();
        }
        List<GenerationRequest> requests = requests(model, conversations, tau);
        try (GenerationEngine engine =
                GenerationEngine.start(engineConfig(model, requests), runtime, model, null, null)) {
            return engine.generateAll(requests, done -> {}).stream()
                    .map(answer -> model.tokenizer().decode(answer.tokenIds()))
                    .toList();
        }
    }

    /** Room for the longest prompt and an answer: a real model's whole context would take gigabytes. */
    private EngineConfig engineConfig(LanguageModel model, List<GenerationRequest> requests) {
        int longest = requests.stream()
                .mapToInt(request -> request.promptIds().length)
                .max()
                .orElseThrow();
        int context = Math.min(model.config().maxPositions(), longest + settings.mostAnswerTokens());
        return new EngineConfig(Math.min(SLOTS, requests.size()), context, requests.size(), ScoreKind.FORWARD, 0);
    }

    private List<GenerationRequest> requests(LanguageModel model, List<List<ChatMessage>> conversations, double tau) {
        SamplingSettings plain = SamplingSettings.plain(tau, settings.topP());
        List<GenerationRequest> requests = new ArrayList<>();
        for (List<ChatMessage> conversation : conversations) {
            requests.add(new GenerationRequest(
                    model.promptIds(conversation),
                    plain,
                    settings.seed() + requests.size(),
                    settings.mostAnswerTokens()));
        }
        return requests;
    }
}
