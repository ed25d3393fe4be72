package io.antidistill.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Problems as comma-separated values: with a header that names the fields, or without one as MMLU's authors publish them: question, choices,
 * letter. Pure but for reading.
 */
final class CsvProblems {
    private static final CsvMapper CSV = CsvMapper.builder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();
    /** Question, at least two choices, letter. */
    private static final int FEWEST_WITHOUT_HEADER = 4;

    private CsvProblems() {}

    static List<Problem> read(Path file) throws IOException {
        List<Problem> problems = new ArrayList<>();
        try (MappingIterator<String[]> rows =
                CSV.readerFor(String[].class).readValues(Files.newBufferedReader(file, StandardCharsets.UTF_8))) {
            List<String> header = List.of();
            for (int row = 0; rows.hasNextValue(); row++) {
                int line = rows.getCurrentLocation().getLineNr();
                List<String> cells = List.of(rows.nextValue());
                if (row == 0 && isHeader(cells)) {
                    header = cells;
                    continue;
                }
                try {
                    problems.add(header.isEmpty() ? withoutHeader(cells) : ProblemFormat.problem(named(header, cells)));
                } catch (IllegalArgumentException e) {
                    throw ProblemFiles.refused(file, "line " + line, e.getMessage(), e);
                }
            }
        } catch (JsonProcessingException e) {
            throw ProblemFiles.refused(file, "line " + e.getLocation().getLineNr(), "not comma-separated values", e);
        }
        return problems;
    }

    private static boolean isHeader(List<String> cells) {
        return cells.contains("question") || cells.contains("problem");
    }

    private static Problem withoutHeader(List<String> cells) {
        int last = cells.size() - 1;
        if (cells.size() < FEWEST_WITHOUT_HEADER) {
            throw new IllegalArgumentException("it has " + cells.size()
                    + " columns, where a file without a header has question, choices and letter");
        }
        return ProblemFormat.choice(cells.get(0), cells.subList(1, last), cells.get(last));
    }

    private static JsonNode named(List<String> header, List<String> cells) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
            fields.put(header.get(i), cells.get(i));
        }
        return fields;
    }
}
