package io.antidistill.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** What the fields mean is said in the schemas, where every language finds it. */
class RecordDocsTest {
    private static final List<Schema> RECORDS = List.of(
            PromptEvent.getClassSchema(),
            ProtectedTrace.getClassSchema(),
            ProbePrompt.getClassSchema(),
            ProbeTrace.getClassSchema(),
            TraceAudit.getClassSchema(),
            DefensePolicy.getClassSchema(),
            LambdaCommand.getClassSchema(),
            ClientRisk.getClassSchema(),
            ProbeReport.getClassSchema());

    @Test
    void everyRecordEnumAndFieldHasADoc() {
        List<String> undocumented = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        RECORDS.forEach(schema -> walk(schema, undocumented, seen));

        assertThat(undocumented).isEmpty();
        assertThat(seen)
                .contains("io.antidistill.schema.Message", "io.antidistill.schema.Truncation")
                .hasSizeGreaterThan(12);
    }

    @Test
    void whatCustomersSeeSaysNothingOfTheDefence() {
        assertThat(ProtectedTrace.getClassSchema().getFields())
                .extracting(Schema.Field::name)
                .doesNotContain("lambda", "seed", "policyKey", "tau", "topP", "poisonDirection", "score", "klMean");
    }

    private static void walk(Schema schema, List<String> undocumented, Set<String> seen) {
        switch (schema.getType()) {
            case ARRAY -> walk(schema.getElementType(), undocumented, seen);
            case MAP -> walk(schema.getValueType(), undocumented, seen);
            case UNION -> schema.getTypes().forEach(type -> walk(type, undocumented, seen));
            case ENUM, FIXED, RECORD -> {
                if (seen.add(schema.getFullName())) {
                    named(schema, undocumented, seen);
                }
            }
            default -> {
                // Primitive types need no words.
            }
        }
    }

    private static void named(Schema schema, List<String> undocumented, Set<String> seen) {
        note(schema.getFullName(), schema.getDoc(), undocumented);
        if (schema.getType() == Schema.Type.RECORD) {
            for (Schema.Field field : schema.getFields()) {
                note(schema.getFullName() + "." + field.name(), field.doc(), undocumented);
                walk(field.schema(), undocumented, seen);
            }
        }
    }

    private static void note(String name, String doc, List<String> undocumented) {
        if (doc == null || doc.isBlank()) {
            undocumented.add(name);
        }
    }
}
