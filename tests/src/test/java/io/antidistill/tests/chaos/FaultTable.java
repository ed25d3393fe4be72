package io.antidistill.tests.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of what came of all cases, as Markdown. Rows of earlier runs stay until their case runs again. */
final class FaultTable {
    private static final String HEAD = """
            | case | prompts | kills | lost | duplicated | unprotected | other text | dead letters | answered again | recovery gap | took |
            | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
            """;

    private final Path file;
    private final Map<String, String> rows = new LinkedHashMap<>();

    FaultTable(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!HEAD.contains(line)) {
                    rows.put(line.split("\\|")[1].strip(), line);
                }
            }
        }
    }

    /** Writes at once, so that an interrupted run leaves what it found. */
    synchronized String add(FaultCase one, int kills, Verdict verdict, Duration took) throws IOException {
        String row = String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %d | %d | %d | %.1f s | %d s |",
                one.name(),
                verdict.prompts(),
                kills,
                verdict.lost(),
                verdict.duplicated(),
                verdict.unprotected(),
                verdict.otherText(),
                verdict.setAside().size(),
                verdict.repeated(),
                verdict.longestGap().toMillis() / 1e3,
                took.toSeconds());
        rows.put(one.name(), row);
        Files.writeString(file, HEAD + String.join("\n", rows.values()) + "\n");
        return row;
    }

    List<String> rows() {
        return List.copyOf(rows.values());
    }
}
