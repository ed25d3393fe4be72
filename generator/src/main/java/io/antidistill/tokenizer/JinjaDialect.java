package io.antidistill.tokenizer;

import java.util.regex.Pattern;

/**
 * Rewrites a template from the Jinja that Hugging Face runs to the one that Jinjava reads: whitespace control is applied here, since
 * Jinjava's differs, and what Jinjava binds in another order gets parentheses.
 */
final class JinjaDialect {
    private static final Pattern NOT_IS = Pattern.compile("\\bnot\\s+([\\w.]+)\\s+is\\s+(?!not\\b)");
    private static final Pattern NAMED_VALUE = Pattern.compile("(\\w+)\\s*=(?!=)\\s*([^,=()]+)(?=[,)])");

    private static final Pattern REVERSED = Pattern.compile("([\\w.]+)\\[::-1]");

    private final String template;
    private final StringBuilder out = new StringBuilder();
    private int position;
    /** The text that comes next stands at the beginning of a line. */
    private boolean atLineStart = true;

    private JinjaDialect(String template) {
        // Jinja drops one line break at the template's end
        this.template = template.endsWith("\n") ? template.substring(0, template.length() - 1) : template;
    }

    static String forJinjava(String template) {
        return new JinjaDialect(template).rewrite();
    }

    private String rewrite() {
        while (position < template.length()) {
            int tag = nextTag();
            text(template.substring(position, tag), tag);
            position = tag;
            if (tag < template.length()) {
                tag(tag);
            }
        }
        return out.toString();
    }

    private int nextTag() {
        for (int i = position; i + 1 < template.length(); i++) {
            if (template.charAt(i) == '{' && "{%#".indexOf(template.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return template.length();
    }

    /** A dash in the tag that follows takes all whitespace before it; a block alone on its line takes the blanks before it. */
    private void text(String text, int tag) {
        int end = text.length();
        if (tag < template.length()) {
            char kind = template.charAt(tag + 1);
            char mark = tag + 2 < template.length() ? template.charAt(tag + 2) : ' ';
            int line = text.lastIndexOf('\n') + 1;
            if (mark == '-') {
                end = text.stripTrailing().length();
            } else if (kind != '{'
                    && mark != '+'
                    && (line > 0 || atLineStart)
                    && text.substring(line).isBlank()) {
                end = line;
            }
        }
        out.append(text, 0, end);
    }

    private void tag(int start) {
        char kind = template.charAt(start + 1);
        String close = kind == '{' ? "}}" : kind + "}";
        int end = endOf(start + 2, kind, close);
        String body = template.substring(start + 2, end);
        position = end + 2;
        boolean stripAfter = body.endsWith("-");
        boolean keepAfter = body.endsWith("+");
        body = body.substring(
                body.startsWith("-") || body.startsWith("+") ? 1 : 0,
                body.length() - (body.length() > 1 && (stripAfter || keepAfter) ? 1 : 0));
        if (kind != '#') {
            out.append('{')
                    .append(kind)
                    .append(' ')
                    .append(expression(body.strip()))
                    .append(' ')
                    .append(close);
        }
        atLineStart = false;
        if (stripAfter) {
            while (position < template.length() && Character.isWhitespace(template.charAt(position))) {
                position++;
            }
        } else if (kind != '{' && !keepAfter && template.startsWith("\n", position)) {
            position++;
            atLineStart = true;
        }
    }

    /** Where the tag's end begins; a string may contain what looks like one. */
    private int endOf(int from, char kind, String close) {
        char quote = 0;
        for (int i = from; i < template.length(); i++) {
            char c = template.charAt(i);
            if (quote == 0 && template.startsWith(close, i)) {
                return i;
            } else if (quote != 0 && c == '\\') {
                i++;
            } else if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (kind != '#' && (c == '\'' || c == '"')) {
                quote = c;
            }
        }
        throw new IllegalArgumentException("a tag that begins with {" + kind + " has no end");
    }

    /** In Jinja `not` binds weaker than `is`, and a named argument's value reaches to the next comma. */
    private static String expression(String body) {
        String result = NOT_IS.matcher(body).replaceAll("$1 is not ");
        result = REVERSED.matcher(result).replaceAll("$1|reverse");
        if (result.contains("namespace(")) {
            result = NAMED_VALUE.matcher(result).replaceAll("$1=($2)");
        }
        return result;
    }
}
