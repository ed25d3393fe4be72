package io.antidistill.student;

import io.antidistill.model.CompletionExample;
import io.antidistill.model.LanguageModel;
import io.antidistill.model.Parameters;
import io.antidistill.model.TorchRuntime;
import io.antidistill.task.TaskTokenizerFiles;
import io.antidistill.task.WorkedProblem;
import io.antidistill.tokenizer.ChatMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Carries out recipes, in the caller's thread. May be used by several threads. */
record TinyTraining(TorchRuntime runtime, long seed, TinyModels.Progress progress) {

    /** Makes the recipe's model in its directory among the others. */
    Path train(TinyRecipe recipe, Path models) throws IOException, InterruptedException {
        Path directory = models.resolve(recipe.name());
        TaskTokenizerFiles.write(directory);
        long ownSeed = seed + recipe.seedOffset();
        long modelSeed = ownSeed + recipe.name().hashCode();
        try (LanguageModel start = start(recipe, directory, modelSeed)) {
            if (recipe.trainingSteps() == 0) {
                start.save(directory);
                return directory;
            }
            try (Trained trained = Trainer.fullFineTuning(recipe.settings(modelSeed))
                            .withListener((step, steps, loss) -> progress.stepped(recipe.name(), step, steps, loss))
                            .train(runtime, start.config(), start.parameters(), examples(start, recipe, ownSeed));
                    LanguageModel model = LanguageModel.of(
                            runtime,
                            directory,
                            start.config(),
                            trained.parameters().copy())) {
                model.save(directory);
            }
        }
        return directory;
    }

    private LanguageModel start(TinyRecipe recipe, Path directory, long modelSeed) {
        return recipe.start()
                .map(start -> LanguageModel.load(runtime, start))
                .orElseGet(() -> LanguageModel.of(
                        runtime,
                        directory,
                        recipe.config(),
                        Parameters.initialise(runtime, recipe.config(), modelSeed)));
    }

    private static List<CompletionExample> examples(LanguageModel model, TinyRecipe recipe, long ownSeed) {
        return recipe.problems(ownSeed).stream()
                .map(worked -> example(model, worked))
                .toList();
    }

    private static CompletionExample example(LanguageModel model, WorkedProblem worked) {
        return model.example(List.of(new ChatMessage("user", worked.problem().question())), worked.trace());
    }
}
