package io.antidistill.student;

import java.nio.file.Path;
import java.util.Locale;

/** The note beside the tiny models: how they were made and what they can do. */
final class TinyReadme {
    /**
     * What differs from one set of models to another.
     *
     * @param title the note's heading
     * @param purpose what the models are there for
     * @param knowledge what they have seen and what they lack
     */
    record About(String title, String purpose, String knowledge) {
        static final About TINY = new About("Tiny models", """
                A teacher, a proxy base and a student base for arithmetic word problems, small enough to ship and to train on two cores. They are
                here so that the whole system can be tried and tested; nobody would steal their arithmetic.""", """
                Only the teacher has seen problems of three steps. The proxy and the student are bases. The student knows the words and the arithmetic of
                one and two steps, and would have to learn the rest from the teacher's traces. The proxy had a short training: it knows the words and little
                arithmetic.""");

        static final About WORKED = new About("Models for the worked setting", """
                A teacher that works nine steps of ten digit by digit, the tiny proxy, and a student base that has never seen a step in one line. With
                them a student's accuracy depends on how much the traces show.""", """
                Only the teacher has seen problems of three steps. The student can add and subtract digit by digit, in problems of one and two steps, and
                would have to learn the third from the teacher's traces. A trace that gives a step in one line teaches it little: it cannot follow.""");
    }

    private TinyReadme() {}

    static String text(TinyPlan plan, Path out, String command, long seed, long minutes, TinyFigures figures) {
        StringBuilder models = new StringBuilder();
        plan.recipes().forEach(recipe -> models.append("- ").append(recipe).append('\n'));
        return String.format(
                Locale.ROOT,
                """
                # %s

                %s

                ## How they were made

                    %s

                Seed %d, %d minutes on two cores. AdamW, batches of new problems, a cosine schedule after 10 %% warm-up, gradients clipped to
                norm 1, the prompt masked.

                %s
                %s

                ## What they can do

                On unseen problems of three steps, at temperature 0.9 and top-p 0.95. "Free" grades the box in the trace itself; "forced" appends an
                answer prefix to the trace and grades what follows.

                | model | free | forced |
                | --- | --- | --- |
                %s
                %s

                The distilled student learned from 600 clean teacher traces: low rank 16, learning rate 2e-3, 3 epochs, batches of 8.

                ## Files

                - `teacher/`, `proxy/`, `student/`: Hugging Face directories with config.json, model.safetensors and a word-level tokenizer.json that has
                  one token per digit.
                - `poison.safetensors`: the poison direction of this proxy, from clean teacher traces on holdout problems.
                - `prompts.jsonl`: sample prompts across the policy contexts.

                The problems fall into four sets that never overlap (pretraining, training, holdout, test), decided by their numbers and operations.

                ## Check it yourself

                    bin/antidistill models problems --split test --count 500 --out test.jsonl
                    bin/antidistill evaluate --model %s/teacher --problems test.jsonl
                    bin/antidistill models problems --split training --count 600 --out training.jsonl
                    bin/antidistill generate --teacher %s/teacher --prompts training.jsonl --sampler plain --out traces.jsonl
                    bin/antidistill models distill --student %s/student --traces traces.jsonl --out distilled
                    bin/antidistill evaluate --model distilled --problems test.jsonl
                """,
                plan.about().title(),
                plan.about().purpose(),
                command,
                seed,
                minutes,
                models,
                plan.about().knowledge(),
                figures.table(),
                figures.losses(),
                out,
                out,
                out);
    }
}
