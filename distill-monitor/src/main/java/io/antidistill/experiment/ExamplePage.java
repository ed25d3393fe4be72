package io.antidistill.experiment;

import static io.antidistill.experiment.TextTable.text;

import io.antidistill.experiment.ExamplePair.Piece;
import io.antidistill.experiment.ExamplePair.Side;
import java.util.List;
import java.util.stream.Collectors;

/** Pairs of traces as a page that needs nothing else. Whatever a model or a prompt says is escaped. Pure. */
final class ExamplePage {
    private static final String PAGE = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>Traces, plain and protected</title>
            <style>
            body { font: 15px/1.5 sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
            section { margin: 2rem 0; }
            .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; }
            .trace { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #ccc; padding: .7rem; }
            .question { font-weight: bold; }
            .note { color: #666; font-size: 13px; }
            mark { background: #f6d5d0; }
            .plain mark { background: #d5e5f2; }
            </style>
            </head>
            <body>
            <h1>Traces, plain and protected</h1>
            <p>The same prompts with the same noise: on the left at temperature %s without protection, on the right with
            λ %s. Marked is what only one side has.</p>
            %s</body>
            </html>
            """;

    private ExamplePage() {}

    static String of(double tau, double lambda, List<ExamplePair> pairs) {
        return PAGE.formatted(
                tau, lambda, pairs.stream().map(ExamplePage::section).collect(Collectors.joining()));
    }

    private static String section(ExamplePair pair) {
        return """
                <section>
                <p class="question">%s</p>
                <p class="note">The right answer is %s.</p>
                <div class="pair">
                %s%s</div>
                </section>
                """.formatted(
                escaped(pair.question()),
                escaped(pair.answer()),
                side("plain", pair.plain(), ""),
                side(
                        "protected",
                        pair.guarded(),
                        text(
                                "; %d tokens drawn otherwise, KL %.3f nats per token",
                                pair.guarded().changedTokens(), pair.guarded().klMean())));
    }

    private static String side(String name, Side side, String more) {
        return """
                <div class="%s"><div class="trace">%s</div>
                <p class="note">%s: the answer is %s%s.</p></div>
                """.formatted(name, marked(side.pieces()), name, side.right() ? "right" : "wrong", more);
    }

    private static String marked(List<Piece> pieces) {
        return pieces.stream()
                .map(piece -> piece.own() ? "<mark>" + escaped(piece.text()) + "</mark>" : escaped(piece.text()))
                .collect(Collectors.joining())
                .replace("</mark><mark>", ""); // escaped text has no tags
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
