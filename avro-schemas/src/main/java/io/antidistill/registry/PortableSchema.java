package io.antidistill.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;

/** A schema as other languages should see it: without the notes to Java's code generator. */
final class PortableSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JAVA_STRING = "avro.java.string";

    private PortableSchema() {}

    static Schema of(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            return new Schema.Parser().parse(withoutJavaNotes(tree).toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON: " + schema.getFullName(), e);
        }
    }

    /** {"type": "string", "avro.java.string": "String"} becomes "string"; all else stays. */
    private static JsonNode withoutJavaNotes(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(JAVA_STRING);
            if (object.size() == 1 && object.path("type").isTextual()) {
                return object.get("type");
            }
            object.fieldNames().forEachRemaining(name -> {
                if (!name.equals("default")) {
                    object.replace(name, withoutJavaNotes(object.get(name)));
                }
            });
        } else if (node instanceof ArrayNode array) {

            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutJavaNotes(array.get(i)));
            }
        }
        return node;
    }
}
