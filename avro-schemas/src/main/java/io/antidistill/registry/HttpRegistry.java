package io.antidistill.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/** The registry's questions and answers in Confluent's REST API; {@link HttpExchanges} carries them. */
final class HttpRegistry implements RegistryBackend {
    private static final int SUBJECT_NOT_FOUND = 40401;
    private static final int VERSION_NOT_FOUND = 40402;
    private static final int SCHEMA_NOT_FOUND = 40403;
    private static final Set<Integer> NOT_FOUND = Set.of(SUBJECT_NOT_FOUND, VERSION_NOT_FOUND, SCHEMA_NOT_FOUND);

    private final HttpExchanges http;

    HttpRegistry(List<URI> urls, AvroSerdeConfig config) {
        this.http = new HttpExchanges(urls, config);
    }

    @Override
    public int register(String subject, Schema schema) {
        RegistryAnswer answer = http.post("/subjects/" + encoded(subject) + "/versions", body(schema));
        if (answer.status() == 409) {
            throw new IncompatibleSchemaException("the registry refuses the schema of " + schema.getFullName()
                    + " for subject " + subject + ": " + answer.message()
                    + "; change the schema so that old and new records can be read (new fields need defaults), or"
                    + " relax the subject's compatibility level");
        }
        if (answer.status() == 422) {
            throw new IncompatibleSchemaException("the registry finds the schema of " + schema.getFullName()
                    + " for subject " + subject + " invalid: " + answer.message());
        }
        return answer.requireOk().requireInt("id");
    }

    @Override
    public Optional<Integer> lookup(String subject, Schema schema) {
        RegistryAnswer answer = http.post("/subjects/" + encoded(subject), body(schema));
        return absent(answer)
                ? Optional.empty()
                : Optional.of(answer.requireOk().requireInt("id"));
    }

    @Override
    public Optional<RegisteredSchema> latest(String subject) {
        RegistryAnswer answer = http.get("/subjects/" + encoded(subject) + "/versions/latest");
        return absent(answer) ? Optional.empty() : Optional.of(registered(subject, answer.requireOk()));
    }

    @Override
    public Optional<Schema> byId(int id) {
        RegistryAnswer answer = http.get("/schemas/ids/" + id);
        if (absent(answer)) {
            http.pause(); // a schema that was registered a moment ago may not have reached this replica
            answer = http.get("/schemas/ids/" + id);
        }
        return absent(answer) ? Optional.empty() : Optional.of(schema(answer.requireOk()));
    }

    private static boolean absent(RegistryAnswer answer) {
        return answer.status() == 404 && NOT_FOUND.contains(answer.errorCode());
    }

    private static RegisteredSchema registered(String subject, RegistryAnswer answer) {
        return new RegisteredSchema(subject, answer.requireInt("version"), answer.requireInt("id"), schema(answer));
    }

    private static Schema schema(RegistryAnswer answer) {
        String type = answer.text("schemaType").orElse("AVRO");
        String text = answer.text("schema").orElse("");
        try {
            if (type.equals("AVRO")) {
                return new Schema.Parser().parse(text);
            }
        } catch (AvroRuntimeException e) {
            throw new MalformedRecordException("the registry's schema cannot be read as Avro: " + e.getMessage(), e);
        }
        throw new MalformedRecordException("the schema's type is " + type + "; only AVRO can be read");
    }

    private static JsonNode body(Schema schema) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return body.put("schema", schema.toString()).put("schemaType", "AVRO");
    }

    private static String encoded(String subject) {
        return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
