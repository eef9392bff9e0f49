package dev.baton.actors.gap;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Expressions of folders, {@code ${{ steps.x.outputs.y }}}, as far as ours can say the same. */
final class GapExpressions {

    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{\\{\\s*(.*?)\\s*}}");

    /** Outputs, inputs, texts, numbers, fixed values, and what stands between them; nothing that is called. */
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<step>steps\\.(?<id>[A-Za-z0-9_-]+)\\.outputs?(?<field>(\\.[A-Za-z0-9_]+)*))"
            + "|(?<input>inputs?(?<of>(\\.[A-Za-z0-9_]+)*)(?![A-Za-z0-9_(]))"
            + "|(?<text>'[^'\\\\]*'|\"[^\"\\\\]*\")"
            + "|(?<plain>(?:true|false|null)\\b|[0-9]+(?:\\.[0-9]+)?|==|!=|<=|>=|<|>|&&|\\|\\||!|\\(|\\)))\\s*");

    private GapExpressions() {}

    /** A text in which expressions may stand. @param otherwise gets those that have no counterpart */
    static String text(String text, Consumer<String> otherwise) {
        return EXPRESSION.matcher(text).replaceAll(found -> {
            Optional<String> ours = translated(found.group(1));
            if (ours.isEmpty()) {
                otherwise.accept(found.group(1));
            }
            return Matcher.quoteReplacement(
                    ours.map(expression -> "${ " + expression + " }").orElse(found.group(1)));
        });
    }

    /** A condition, in {@code ${{ }}} or without; empty if it has no counterpart. */
    static Optional<String> condition(String condition) {
        Matcher whole = EXPRESSION.matcher(condition.strip());
        return translated(whole.matches() ? whole.group(1) : condition.strip());
    }

    private static Optional<String> translated(String expression) {
        StringBuilder ours = new StringBuilder();
        Matcher token = TOKEN.matcher(expression);
        int at = 0;
        while (at < expression.length()) {
            if (!token.find(at) || token.start() != at) {
                return Optional.empty();
            }
            at = token.end();
            ours.append(ours.isEmpty() ? "" : " ").append(ours(token));
        }
        return ours.isEmpty() ? Optional.empty() : Optional.of(ours.toString());
    }

    private static String ours(Matcher token) {
        if (token.group("step") != null) {
            String step = token.group("id");
            return (step.contains("-") ? "steps['" + step + "']" : "steps." + step) + ".output" + token.group("field");
        }
        if (token.group("input") != null) {
            return "input" + token.group("of");
        }
        return token.group("text") != null ? token.group("text") : token.group("plain");
    }
}
