package io.antidistill.cli;

import io.antidistill.cli.cluster.TopicReader.RawRecord;
import io.antidistill.schema.ProtectedTrace;
import io.antidistill.schema.Topic;
import io.antidistill.schema.Topics;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** Prints what customers get. */
@Command(name = "traces", header = "Print the protected traces, as customers get them.", sortOptions = false)
final class TracesCommand extends ReadCommand<ProtectedTrace> {
    @Override
    Topic<?, ProtectedTrace> topic(Topics topics) {
        return topics.traces();
    }

    @Override
    void print(ProtectedTrace trace, RawRecord record, PrintWriter out) {
        out.printf(
                "%s  %s/%s  %d tokens, %s, %d ms%n",
                trace.getPromptId(),
                trace.getTenant(),
                trace.getClient(),
                trace.getCompletionTokens(),
                trace.getFinishReason().toString().toLowerCase(java.util.Locale.ROOT),
                trace.getQueueMillis() + trace.getGenerationMillis());
        trace.getMessages().forEach(m -> out.printf("  %s: %s%n", m.getRole(), m.getContent()));
        out.printf("  answer: %s%n", trace.getText());
    }
}
