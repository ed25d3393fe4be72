package io.antidistill.tokenizer;

import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/** The methods of Python's strings that chat templates call, for a template engine that otherwise offers Java's. */
final class PythonStrings extends ELResolver {

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] arguments) {
        if (!(base instanceof String text)) {
            return null;
        }
        String argument = arguments.length == 1 ? String.valueOf(arguments[0]) : null;
        Object result =
                switch (String.valueOf(method) + arguments.length) {
                    case "strip0" -> strip(text);
                    case "lstrip0" -> strip(text, PythonStrings::isSpace, true, false);
                    case "rstrip0" -> strip(text, PythonStrings::isSpace, false, true);
                    case "strip1" -> strip(text, c -> argument.indexOf(c) >= 0, true, true);
                    case "lstrip1" -> strip(text, c -> argument.indexOf(c) >= 0, true, false);
                    case "rstrip1" -> strip(text, c -> argument.indexOf(c) >= 0, false, true);
                    case "startswith1" -> text.startsWith(argument);
                    case "endswith1" -> text.endsWith(argument);
                    case "split1" -> split(text, argument);
                    case "upper0" -> text.toUpperCase(Locale.ROOT);
                    case "lower0" -> text.toLowerCase(Locale.ROOT);
                    default -> null;
                };
        context.setPropertyResolved(result != null);
        return result;
    }

    static String strip(String text) {
        return strip(text, PythonStrings::isSpace, true, true);
    }

    private static String strip(String text, IntPredicate goes, boolean left, boolean right) {
        int from = 0;
        int to = text.length();
        while (left && from < to && goes.test(text.charAt(from))) {
            from++;
        }
        while (right && to > from && goes.test(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** Java's whitespace lacks the spaces that do not break, and Unicode's next line. */
    private static boolean isSpace(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }

    /** By the text itself, not a pattern, and with empty parts, as Python does. */
    private static List<String> split(String text, String separator) {
        if (separator.isEmpty()) {
            throw new IllegalArgumentException("invalid value '' for the separator of split: must not be empty");
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        // Strings have nothing to set; the resolvers that come after this one decide.
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return null;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }
}
