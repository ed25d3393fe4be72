package io.antidistill.tests.chaos;

import io.antidistill.engine.EngineListener;
import io.antidistill.engine.Generation;
import io.antidistill.engine.GenerationListener;
import io.antidistill.engine.GenerationRequest;
import io.antidistill.engine.TraceGenerator;
import io.antidistill.tokenizer.ChatMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The real engine, except that it dies of one question. */
final class WeakEngine implements TraceGenerator {
    static final String DEADLY_QUESTION = "what kills the engine ?";

    private final TraceGenerator engine;
    private final EngineFaults faults;
    private final int[] deadly;

    WeakEngine(TinyEngine tiny, EngineFaults faults) {
        this.engine = tiny.engine();
        this.faults = faults;
        engine.listen(faults);
        deadly = tiny.encoder().encode(List.of(new ChatMessage("user", DEADLY_QUESTION)));
    }

    @Override
    public Optional<Generation> offer(GenerationRequest request, GenerationListener listener) {
        Optional<Generation> accepted = engine.offer(request, listener);
        if (accepted.isPresent() && Arrays.equals(request.promptIds(), deadly)) {
            faults.inject(new Error("injected: the engine dies of this prompt"));
        }
        return accepted;
    }

    @Override
    public int contextLength() {
        return engine.contextLength();
    }

    @Override
    public void listen(EngineListener listener) {
        engine.listen(listener);
    }

    @Override
    public boolean healthy() {
        return engine.healthy();
    }
}
