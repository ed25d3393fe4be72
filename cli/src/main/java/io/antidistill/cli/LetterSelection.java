package io.antidistill.cli;

import io.antidistill.cli.cluster.Cluster;
import io.antidistill.cli.cluster.DeadLetterRecord;
import io.antidistill.cli.cluster.TopicReader;
import io.antidistill.cli.console.CommandFailure;
import io.antidistill.streams.deadletter.DeadLetterReason;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command is about: those that fit everything that is given. */
final class LetterSelection {
    @Parameters(
            arity = "0..*",
            paramLabel = "LETTER",
            description = "PARTITION:OFFSET, as `deadletters list` prints it.")
    private List<String> letters = List.of();

    @Option(names = "--prompt-id", paramLabel = "ID", description = "Letters with this key.")
    private String promptId;

    @Option(names = "--reason", paramLabel = "REASON", description = "Letters with this reason.")
    private DeadLetterReason reason;

    /**
     * The letters, oldest first.
     *
     * @throws CommandFailure if nothing is given, a named letter is not there, or none fits
     */
    List<DeadLetterRecord> read(Cluster cluster) {
        if (letters.isEmpty() && promptId == null && reason == null) {
            throw new CommandFailure(
                    2, "no letter is named. Give PARTITION:OFFSET from `deadletters list`, --prompt-id or --reason.");
        }
        List<DeadLetterRecord> found;
        try (TopicReader reader =
                TopicReader.open(cluster, List.of(cluster.topics().deadLetters()))) {
            found = reader.readToEnd().stream()
                    .map(DeadLetterRecord::new)
                    .filter(this::fits)
                    .sorted(Comparator.comparingLong(
                            letter -> letter.record().whole().timestamp()))
                    .toList();
        }
        Set<String> missing = new HashSet<>(letters);
        found.forEach(letter -> missing.remove(letter.id()));
        if (found.isEmpty() || !missing.isEmpty()) {
            throw new CommandFailure("there is no such dead letter%s. See `antidistill deadletters list`."
                    .formatted(missing.isEmpty() ? "" : ": " + String.join(", ", missing)));
        }
        return found;
    }

    private boolean fits(DeadLetterRecord letter) {
        return (letters.isEmpty() || letters.contains(letter.id()))
                && (promptId == null || promptId.equals(letter.record().key()))
                && (reason == null || letter.hasReason(reason));
    }
}
