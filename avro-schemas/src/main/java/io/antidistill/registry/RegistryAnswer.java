package io.antidistill.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What a registry answered. Immutable.
 *
 * @param url whose answer it is
 * @param status HTTP status
 * @param body the JSON object
 */
record RegistryAnswer(String url, int status, JsonNode body) {
    int errorCode() {
        return body.path("error_code").asInt();
    }

    String message() {
        return body.path("message").asText("no reason given") + " (HTTP " + status + ")";
    }

    RegistryAnswer requireOk() {
        if (status != 200) {
            throw new RegistryUnreachableException("the schema registry at " + url + " does not do what was asked: "
                    + message() + "; check " + AvroSerdeConfig.URL + " and the registry's log");
        }
        return this;
    }

    int requireInt(String field) {
        if (!body.path(field).isInt()) {
            throw new RegistryUnreachableException("the answer of " + url + " has no number \"" + field
                    + "\"; check that " + AvroSerdeConfig.URL + " leads to a schema registry");
        }
        return body.path(field).intValue();
    }

    Optional<String> text(String field) {
        return Optional.ofNullable(body.path(field).textValue());
    }
}
