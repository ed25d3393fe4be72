package io.antidistill.tokenizer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.HasObjectTruthValue;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/** What Python's Jinja says of values where Jinjava silently says something else: a text is a sequence, None is there, JSON has spaces. */
final class PythonValues {
    private static final ObjectWriter JSON = JsonMapper.builder()
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .build()
            .writer(new SpacedJson());

    private PythonValues() {}

    /** Python's None: a false value that is there, unlike what is undefined. */
    enum None implements HasObjectTruthValue {
        NONE;

        @Override
        public boolean getObjectTruthValue() {
            return false;
        }

        @Override
        public String toString() {
            return "None";
        }
    }

    /** Templates get neither tools nor documents, which transformers says with None. */
    static void register(Context context) {
        for (String name : new String[] {"none", "None", "tools", "documents"}) {
            context.put(name, None.NONE);
        }
        context.registerExpTest(new Test("none", value -> value == None.NONE));
        context.registerExpTest(new Test("iterable", PythonValues::isIterable));
        context.registerExpTest(new Test("sequence", PythonValues::isIterable));
        context.registerFilter(new Conversion("trim", value -> PythonStrings.strip(String.valueOf(value))));
        context.registerFilter(new Conversion("tojson", PythonValues::json));
    }

    private static boolean isIterable(Object value) {
        return value instanceof CharSequence || value instanceof Collection || value instanceof Map;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value == None.NONE ? null : value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("invalid value for tojson: it cannot be written as JSON", e);
        }
    }

    private record Test(String name, Predicate<Object> holds) implements ExpTest {
        @Override
        public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... arguments) {
            return holds.test(value);
        }

        @Override
        public String getName() {
            return name;
        }
    }

    private record Conversion(String name, Function<Object, Object> of) implements Filter {
        @Override
        public Object filter(
                Object value, JinjavaInterpreter interpreter, Object[] arguments, Map<String, Object> named) {
            if (arguments.length > 0 || !named.isEmpty()) {
                throw new IllegalArgumentException("the filter " + name + " with arguments is not supported");
            }
            return of.apply(value);
        }

        @Override
        public Object filter(Object value, JinjavaInterpreter interpreter, String... arguments) {
            return filter(value, interpreter, (Object[]) arguments, Map.of());
        }

        @Override
        public String getName() {
            return name;
        }
    }

    /** As Python's json.dumps writes it. */
    private static final class SpacedJson extends MinimalPrettyPrinter {
        private static final long serialVersionUID = 1;

        @Override
        public void writeObjectFieldValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(": ");
        }

        @Override
        public void writeObjectEntrySeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }

        @Override
        public void writeArrayValueSeparator(JsonGenerator out) throws IOException {
            out.writeRaw(", ");
        }
    }
}
