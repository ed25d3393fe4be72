package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.PromptFile;
import io.antidistill.schema.PromptEvent;
import io.antidistill.schema.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts prompts in. */
@Command(
        name = "produce",
        header = "Put prompts in, from JSON lines.",
        description = {
            "Each line is an object: promptId, tenant, client, context, messages (or prompt, a text), maxNewTokens.",
            "Only the messages are required. A line without promptId gets one made from the line, so producing a file"
                    + " again asks nothing twice."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class ProduceCommand implements Callable<Integer> {
    @Option(names = "--file", required = true, paramLabel = "FILE.jsonl", description = "The prompts.")
    private Path file;

    @Mixin
    private ClusterOptions cluster;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        List<PromptEvent> prompts = PromptFile.read(file);
        Cluster target = cluster.open();
        Topic<String, PromptEvent> topic = target.topics().prompts();
        try (KafkaProducer<String, PromptEvent> producer = target.producer(topic)) {
            List<Future<?>> sent = new ArrayList<>();
            for (PromptEvent prompt : prompts) {
                sent.add(producer.send(new ProducerRecord<>(topic.name(), prompt.getPromptId(), prompt)));
            }
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        }
        spec.commandLine().getOut().printf("%d prompts sent to %s.%n", prompts.size(), topic.name());
        return 0;
    }
}
