package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.DeadLetterRecord;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.streams.deadletter.DeadLetter;
import io.antidistill.streams.deadletter.OriginalRecord;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends dead letters back to where they came from. */
@Command(
        name = "replay",
        header = "Send letters back to their topic and partition, byte for byte. Says what it would do, unless --yes.",
        description = {
            "Nothing is sent twice for it: equal letters are sent once, and the stream drops a prompt whose id is pending",
            "or was answered within its retention (7 days). Do not replay what was answered longer ago."
        },
        descriptionHeading = "%n",
        sortOptions = false)
final class DeadLetterReplayCommand implements Callable<Integer> {
    @Mixin
    private ClusterOptions options;

    @Mixin
    private LetterSelection selection;

    @Option(names = "--yes", description = "Send them.")
    private boolean yes;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Cluster cluster = options.open();
        Collection<DeadLetterRecord> letters = withoutRepetitions(selection.read(cluster));
        letters.forEach(letter -> check(letter, cluster));
        PrintWriter out = spec.commandLine().getOut();
        for (DeadLetterRecord letter : letters) {
            OriginalRecord original = letter.content().orElseThrow().original();
            out.printf(
                    "%s %s  key %s  to %s, partition %d%n",
                    yes ? "replaying" : "would replay",
                    letter.id(),
                    letter.record().key(),
                    original.topic(),
                    original.partition());
        }
        if (!yes) {
            out.println("nothing has been sent. Add --yes to send %d.".formatted(letters.size()));
            return 0;
        }
        send(cluster, letters);
        out.println("sent %d.".formatted(letters.size()));
        return 0;
    }

    /** A prompt that failed again after a replay has two equal letters: the later one counts. */
    private static Collection<DeadLetterRecord> withoutRepetitions(List<DeadLetterRecord> letters) {
        Map<List<Object>, DeadLetterRecord> latest = new LinkedHashMap<>();
        for (DeadLetterRecord letter : letters) {
            byte[] key = letter.record().whole().key();
            byte[] value = letter.record().value();
            latest.put(
                    List.of(
                            key == null ? "" : ByteBuffer.wrap(key),
                            value == null ? "" : ByteBuffer.wrap(value),
                            letter.content()
                                    .map(content -> content.original().topic())
                                    .orElse("")),
                    letter);
        }
        return latest.values();
    }

    private static void check(DeadLetterRecord letter, Cluster cluster) {
        Set<String> origins = Set.of(
                cluster.topics().prompts().name(),
                cluster.topics().probePrompts().name());
        boolean ours = letter.content().isPresent()
                && origins.contains(letter.content().get().original().topic());
        if (!ours) {
            throw new CommandFailure(
                    "letter %s does not say that it came from one of %s, so nothing was sent. Leave it out."
                            .formatted(letter.id(), origins));
        }
        if (!letter.content().get().holdsTheRecord()) {
            throw new CommandFailure(
                    "letter %s holds no copy, because the record was too large; nothing was sent. Leave it out; it lies in %s."
                            .formatted(letter.id(), letter.origin()));
        }
    }

    private static void send(Cluster cluster, Collection<DeadLetterRecord> letters) {
        try (KafkaProducer<byte[], byte[]> producer =
                cluster.producer(cluster.topics().deadLetters())) {
            List<Future<?>> sent = new ArrayList<>();
            for (DeadLetterRecord letter : letters) {
                sent.add(producer.send(record(letter.content().orElseThrow())));
            }
            for (Future<?> acknowledgement : sent) {
                acknowledgement.get();
            }
        } catch (ExecutionException e) {
            throw new CommandFailure(
                    "the broker did not take every letter: %s. Check the broker and its access rules, then replay again: the stream drops what it has already."
                            .formatted(e.getCause().getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(
                    "interrupted while sending. Replay again: the stream drops what it has already.", e);
        }
    }

    /** To the partition that it came from, where the stream remembers its id. */
    private static ProducerRecord<byte[], byte[]> record(DeadLetter letter) {
        OriginalRecord original = letter.original();
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(original.topic(), original.partition(), original.key(), original.value());
        original.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        return record;
    }
}
