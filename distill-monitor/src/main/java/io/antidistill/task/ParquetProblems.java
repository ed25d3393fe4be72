package io.antidistill.task;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Problems in a Parquet file: flat columns, and lists of values for choices. Pure but for reading. */
final class ParquetProblems {
    private ParquetProblems() {}

    static List<Problem> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        List<Problem> problems = new ArrayList<>();
        try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(file))) {
            MessageType schema = reader.getFooter().getFileMetaData().getSchema();
            MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
            for (PageReadStore rows = reader.readNextRowGroup(); rows != null; rows = reader.readNextRowGroup()) {
                RecordReader<Group> records = columns.getRecordReader(rows, new GroupRecordConverter(schema));
                for (long row = 0; row < rows.getRowCount(); row++) {
                    problems.add(problem(file, problems.size() + 1, records.read()));
                }
            }
        } catch (LinkageError e) {
            throw unreadable(file, "of compressions it must be none, snappy, zstd or lz4", e);
        } catch (RuntimeException e) {
            throw unreadable(file, e.getMessage(), e);
        }
        return problems;
    }

    private static IOException unreadable(Path file, String reason, Throwable cause) {
        return new IOException(file + " cannot be read as Parquet: " + reason + "; convert it to JSON lines", cause);
    }

    private static Problem problem(Path file, int number, Group row) throws IOException {
        try {
            return ProblemFormat.problem(fields(row));
        } catch (IllegalArgumentException e) {
            throw ProblemFiles.refused(file, "row " + number, e.getMessage(), e);
        }
    }

    private static JsonNode fields(Group row) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        GroupType type = row.getType();
        for (int field = 0; field < type.getFieldCount(); field++) {
            if (row.getFieldRepetitionCount(field) > 0) {
                fields.set(type.getFieldName(field), value(row, field));
            }
        }
        return fields;
    }

    private static JsonNode value(Group row, int field) {
        Type type = row.getType().getType(field);
        return type.isPrimitive()
                ? JsonNodeFactory.instance.textNode(row.getValueToString(field, 0))
                : list(row.getGroup(field, 0));
    }

    /** A list is a group of one repeated field: a value, or a group of one value. Whatever else is nested is no field of a problem. */
    private static ArrayNode list(Group list) {
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        Type repeated = list.getType().getType(0);
        for (int i = 0; repeated.isRepetition(Type.Repetition.REPEATED) && i < list.getFieldRepetitionCount(0); i++) {
            elements.add(
                    repeated.isPrimitive()
                            ? list.getValueToString(0, i)
                            : list.getGroup(0, i).getValueToString(0, 0));
        }
        return elements;
    }
}
