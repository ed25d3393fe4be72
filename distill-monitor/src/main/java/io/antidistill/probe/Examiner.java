package io.antidistill.probe;

import io.antidistill.engine.EngineConfig;
import io.antidistill.engine.GenerationEngine;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.GenerationResult;
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

/** Examines one model: its loss on the exam's clean traces, and how many of the problems it answers rightly. */
record Examiner(TorchRuntime runtime, ProbeSettings settings) {
    private static final int SLOTS = 16;

    StudentScore score(LanguageModel model, Exam exam, int traces, double trainLoss, List<CoursePoint> course) {
        List<CompletionExample> holdout = LoraStudents.examples(model, exam.holdout());
        List<Double> nats = HoldoutLoss.ofEach(runtime, model.decoder(), holdout);
        double loss = nats.stream().mapToDouble(Double::doubleValue).sum()
                / holdout.stream().mapToInt(CompletionExample::completionTokens).sum();
        List<Boolean> right = answered(model, exam.problems());
        OptionalDouble accuracy =
                right.stream().mapToDouble(solved -> solved ? 1 : 0).average();
        return new StudentScore(traces, trainLoss, loss, accuracy, nats, right, course);
    }

    private List<Boolean> answered(LanguageModel model, List<Problem> problems) {
        if (problems.isEmpty()) {
            return List.of();
        }
        List<GenerationRequest> requests = requests(model, problems);
        try (GenerationEngine engine =
                GenerationEngine.start(engineConfig(model, requests), runtime, model, null, null)) {
            List<GenerationResult> answers = engine.generateAll(requests, done -> {});
            List<Boolean> right = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                String text = model.tokenizer().decode(answers.get(i).tokenIds());
                right.add(AnswerGrader.isRight(text, problems.get(i).answer()));
            }
            return right;
        }
    }

    /** Room for the longest problem and an answer: a real model's whole context would take gigabytes. */
    private EngineConfig engineConfig(LanguageModel model, List<GenerationRequest> requests) {
        int longest = requests.stream()
                .mapToInt(request -> request.promptIds().length)
                .max()
                .orElseThrow();
        int context = Math.min(model.config().maxPositions(), longest + settings.mostAnswerTokens());
        return new EngineConfig(Math.min(SLOTS, requests.size()), context, requests.size(), ScoreKind.FORWARD, 0);
    }

    private List<GenerationRequest> requests(LanguageModel model, List<Problem> problems) {
        SamplingSettings plain = SamplingSettings.plain(settings.tau(), settings.topP());
        List<GenerationRequest> requests = new ArrayList<>();
        for (Problem problem : problems) {
            int[] prompt = model.promptIds(List.of(new ChatMessage("user", problem.question())));
            requests.add(new GenerationRequest(
                    prompt, plain, settings.seed() + requests.size(), settings.mostAnswerTokens()));
        }
        return requests;
    }
}
