package io.antidistill.tokenizer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rewrites a template from the Jinja that Hugging Face runs to the one that Jinjava reads: whitespace control is applied here, since
 * Jinjava's differs, and what Jinjava binds in another order gets parentheses.
 */
final class JinjaDialect {
    private static final Pattern NOT = Pattern.compile("(?<!\\bis )\\bnot\\s+(?!in\\b)");
    private static final Pattern END_OF_OPERAND = Pattern.compile("\\s(?:and|or|if|else)\\s|[,)\\]}]");
    private static final Pattern NAMED_VALUE = Pattern.compile("(\\w+)\\s*=(?!=)\\s*([^,=()]+)(?=[,)])");

    /** What transformers puts around an answer to learn from; it renders as nothing. */
    private static final Pattern TRAINING_MARK = Pattern.compile("\\s*(?:end)?generation\\s*");

    private static final Pattern REVERSED = Pattern.compile("([\\w.]+)\\[::-1]");

    private static final Pattern LITERAL =
            Pattern.compile("'(?:\\\\.|[^'\\\\])*'|\"(?:\\\\.|[^\"\\\\])*\"", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("\u0001(\\d+)\u0001");

    private final String template;
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();
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
        if (kind == '%') {
            nest(body.strip());
        }
        if (kind != '#' && !(kind == '%' && TRAINING_MARK.matcher(body).matches())) {
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

    /** Jinjava always runs the `else` of a loop, and ignores a condition in its head: better refused than rendered otherwise. */
    private void nest(String body) {
        String keyword = body.split("\\W", 2)[0];
        if (keyword.equals("for") && body.contains(" if ") && !body.contains(" else ")) {
            throw new IllegalArgumentException("a loop with a condition is not supported");
        }
        switch (keyword) {
            case "if", "for" -> open.push(keyword);
            case "endif", "endfor" -> open.poll();
            case "else" -> {
                if ("for".equals(open.peek())) {
                    throw new IllegalArgumentException("a loop with an else is not supported");
                }
            }
            default -> {}
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

    /** Negations get parentheses, and so do the values of named arguments, which reach to the next comma. Strings stay as they are. */
    private static String expression(String body) {
        List<String> literals = new ArrayList<>();
        String result = LITERAL.matcher(body).replaceAll(literal -> {
            literals.add(literal.group());
            return "\u0001" + (literals.size() - 1) + "\u0001";
        });
        result = negations(result);
        result = REVERSED.matcher(result).replaceAll("$1|reverse");
        if (result.contains("namespace(")) {
            result = NAMED_VALUE.matcher(result).replaceAll("$1=($2)");
        }
        return PLACEHOLDER
                .matcher(result)
                .replaceAll(place -> Matcher.quoteReplacement(literals.get(Integer.parseInt(place.group(1)))));
    }

    /** In Jinja `not` binds weaker than `is` and comparisons: its operand reaches to the next `and`, `or` or end. */
    private static String negations(String expression) {
        Matcher not = NOT.matcher(expression);
        if (!not.find()) {
            return expression;
        }
        int from = not.end();
        int to = endOfOperand(expression, from);
        return expression.substring(0, from) + "(" + negations(expression.substring(from, to)) + ")"
                + negations(expression.substring(to));
    }

    private static int endOfOperand(String expression, int from) {
        int depth = 0;
        for (int i = from; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (depth == 0
                    && END_OF_OPERAND
                            .matcher(expression)
                            .region(i, expression.length())
                            .lookingAt()) {
                return i;
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
        }
        return expression.length();
    }
}
