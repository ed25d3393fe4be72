package io.antidistill.cli.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** Confluent's REST API, the part that serializers and tools use: which path asks what. Thread-safe. */
final class RegistryRoutes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AVRO = "AVRO";

    private final RegistryService registry;

    RegistryRoutes(RegistryService registry) {
        this.registry = registry;
    }

    /**
     * @param path the path's parts, decoded
     * @param query the query string, or empty
     * @param body the request's JSON, or an empty object
     */
    JsonNode answer(String method, List<String> path, String query, JsonNode body) {
        String first = path.isEmpty() ? "" : path.get(0);
        return switch (method + " " + first) {
            case "GET " -> JsonNodeFactory.instance.objectNode();
            case "GET subjects" -> subjects(path);
            case "POST subjects" -> postToSubject(path, body);
            case "GET schemas" -> schemas(path);
            case "POST compatibility" -> compatibility(path, query, body);
            case "GET config" -> config(path, query);
            case "PUT config" -> setConfig(path, body);
            case "GET mode" -> JsonNodeFactory.instance.objectNode().put("mode", "READWRITE");
            case "PUT mode" -> throw RegistryRefusal.notOffered("Changing the mode");
            default -> {
                if (method.equals("DELETE")) {
                    throw RegistryRefusal.notOffered("Deleting");
                }
                throw notFound();
            }
        };
    }

    /** /subjects, /subjects/S/versions, /subjects/S/versions/N, /subjects/S/versions/N/schema */
    private JsonNode subjects(List<String> path) {
        if (path.size() == 1) {
            return list(registry.subjects(), TextNode::valueOf);
        }
        if (path.size() < 3 || !path.get(2).equals("versions")) {
            throw notFound();
        }
        return switch (path.size()) {
            case 3 -> list(registry.versions(path.get(1)), version -> number(version.version()));
            case 4 -> described(registry.version(path.get(1), path.get(3)));
            case 5 -> tree(registry.version(path.get(1), path.get(3)));
            default -> throw notFound();
        };
    }

    /** /subjects/S looks a schema up, /subjects/S/versions registers it */
    private JsonNode postToSubject(List<String> path, JsonNode body) {
        if (path.size() == 2) {
            return described(registry.lookup(path.get(1), schemaOf(body)));
        }
        if (path.size() == 3 && path.get(2).equals("versions")) {
            return described(registry.register(path.get(1), schemaOf(body)));
        }
        throw notFound();
    }

    /** /schemas/types, /schemas/ids/I, /schemas/ids/I/schema, /schemas/ids/I/subjects, /schemas/ids/I/versions */
    private JsonNode schemas(List<String> path) {
        if (path.equals(List.of("schemas", "types"))) {
            return list(List.of(AVRO), TextNode::valueOf);
        }
        if (path.size() < 3 || !path.get(1).equals("ids")) {
            throw notFound();
        }
        List<SchemaStore.Version> uses = registry.usesOf(path.get(2));
        return switch (path.size() == 3 ? "" : path.get(3)) {
            case "" ->
                JsonNodeFactory.instance.objectNode().put("schema", uses.get(0).text());
            case "schema" -> tree(uses.get(0));
            case "subjects" -> list(uses, use -> TextNode.valueOf(use.subject()));
            case "versions" ->
                list(uses, use -> JsonNodeFactory.instance
                        .objectNode()
                        .put("subject", use.subject())
                        .put("version", use.version()));
            default -> throw notFound();
        };
    }

    /** /compatibility/subjects/S/versions/N or, against what the level demands, /compatibility/subjects/S/versions */
    private JsonNode compatibility(List<String> path, String query, JsonNode body) {
        if (path.size() < 4 || !path.get(1).equals("subjects") || !path.get(3).equals("versions")) {
            throw notFound();
        }
        List<String> objections = path.size() == 4
                ? registry.check(path.get(2), schemaOf(body))
                : registry.check(path.get(2), path.get(4), schemaOf(body));
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("is_compatible", objections.isEmpty());
        if (query.contains("verbose=true")) {
            answer.set("messages", list(objections, TextNode::valueOf));
        }
        return answer;
    }

    private JsonNode config(List<String> path, String query) {
        CompatibilityLevel level = path.size() == 1
                ? registry.globalLevel()
                : registry.level(path.get(1), query.contains("defaultToGlobal=true"));
        return JsonNodeFactory.instance.objectNode().put("compatibilityLevel", level.name());
    }

    private JsonNode setConfig(List<String> path, JsonNode body) {
        String name = body.path("compatibility").asText();
        CompatibilityLevel level =
                path.size() == 1 ? registry.setGlobalLevel(name) : registry.setLevel(path.get(1), name);
        return JsonNodeFactory.instance.objectNode().put("compatibility", level.name());
    }

    private static String schemaOf(JsonNode body) {
        String type = body.path("schemaType").asText(AVRO);
        if (!type.equals(AVRO)) {
            throw RegistryRefusal.invalidSchema("type " + type + " is not offered here, only " + AVRO);
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryRefusal.invalidSchema("references are not offered here; write the named types out");
        }
        if (!body.path("schema").isTextual()) {
            throw RegistryRefusal.invalidSchema("the request has no \"schema\"");
        }
        return body.path("schema").textValue();
    }

    private static JsonNode described(SchemaStore.Version version) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schemaType", AVRO)
                .put("schema", version.text());
    }

    private static <T> JsonNode list(Collection<T> items, Function<T, JsonNode> form) {
        return JsonNodeFactory.instance
                .arrayNode()
                .addAll(items.stream().map(form).toList());
    }

    private static JsonNode tree(SchemaStore.Version version) {
        try {
            return JSON.readTree(version.text());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON", e);
        }
    }

    private static JsonNode number(int value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    private static RegistryRefusal notFound() {
        return new RegistryRefusal(404, 404, "HTTP 404 Not Found");
    }
}
