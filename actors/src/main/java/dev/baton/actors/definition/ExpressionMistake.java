package dev.baton.actors.definition;

import dev.cel.common.CelIssue;
import dev.cel.extensions.CelExtensions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says in words for people what CEL finds wrong with an expression. */
final class ExpressionMistake {

    private static final Pattern UNKNOWN = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NO_OVERLOAD = Pattern.compile(
            "found no matching overload for '([^']*)' applied to '(.*?)' \\(candidates.*", Pattern.DOTALL);
    private static final Pattern UNEXPECTED =
            Pattern.compile("(?:mismatched|extraneous) input '(.*?)' expecting.*", Pattern.DOTALL);
    private static final Pattern UNREADABLE =
            Pattern.compile("token recognition error at: '\\s*(.*?)\\s*'", Pattern.DOTALL);
    private static final Pattern STEP_WITH_DASH = Pattern.compile("steps\\.([A-Za-z]\\w*(?:-\\w+)+)");

    private static final Map<String, String> OPERATORS =
            Map.of("_[_]", "[ ]", "_?_:_", "? :", "@in", "in", "-_", "-", "!_", "!", "_?._", ".?", "_[?_]", "[?]");

    private static final Set<String> STANDARD_FUNCTIONS = Set.of(
            "has",
            "all",
            "exists",
            "exists_one",
            "filter",
            "map",
            "size",
            "string",
            "int",
            "double",
            "bool",
            "contains",
            "startsWith",
            "endsWith",
            "matches",
            "timestamp",
            "duration",
            "type",
            "dyn");

    private ExpressionMistake() {}

    static void report(ExpressionSite site, List<CelIssue> issues, Set<String> variables, Problems problems) {
        boolean unreadable = false;
        for (CelIssue issue : issues) {
            boolean known = UNKNOWN.matcher(issue.getMessage()).matches()
                    || NO_OVERLOAD.matcher(issue.getMessage()).matches();
            // What follows the first mistake of syntax is only its consequence.
            if (known || !unreadable) {
                report(site, issue, variables, problems);
            }
            unreadable |= !known;
        }
    }

    private static void report(ExpressionSite site, CelIssue issue, Set<String> variables, Problems problems) {
        Position position = site.at(
                issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn());
        String message = issue.getMessage();
        Matcher unknown = UNKNOWN.matcher(message);
        Matcher noOverload = NO_OVERLOAD.matcher(message);
        if (unknown.matches()) {
            String name = unknown.group(1);
            problems.error(
                    position,
                    site.path(),
                    "expression.unknown-name",
                    "'" + name + "' is not known",
                    unknownHint(site.code(), name, variables));
        } else if (noOverload.matches()) {
            problems.error(
                    position,
                    site.path(),
                    "expression.type",
                    operator(noOverload.group(1)) + " cannot be applied to " + noOverload.group(2),
                    "Convert with string(...), int(...) or double(...) where types differ.");
        } else {
            problems.error(position, site.path(), "expression.syntax", syntax(message), syntaxHint(site.code()));
        }
    }

    private static @Nullable String unknownHint(String code, String name, Set<String> variables) {
        Matcher dashed = STEP_WITH_DASH.matcher(code);
        if (dashed.find() && dashed.group(1).contains(name)) {
            return "Write steps['" + dashed.group(1) + "']: in an expression '-' means minus.";
        }
        boolean function = Pattern.compile("\\b" + Pattern.quote(name) + "\\s*\\(")
                .matcher(code)
                .find();
        if (!function) {
            return Suggestions.hint(name, variables, "There are");
        }
        Set<String> functions = new TreeSet<>(CelExtensions.getAllFunctionNames());
        functions.addAll(STANDARD_FUNCTIONS);
        String closest = Suggestions.closest(name, functions);
        return closest == null
                ? "See the list of CEL functions in the documentation."
                : "Did you mean '" + closest + "'?";
    }

    private static String operator(String function) {
        String name = OPERATORS.getOrDefault(function, function.replaceAll("^_|_$", ""));
        return "'" + name + "'";
    }

    private static String syntax(String message) {
        Matcher unexpected = UNEXPECTED.matcher(message);
        if (unexpected.matches()) {
            return unexpected.group(1).equals("<EOF>")
                    ? "The expression ends too early"
                    : "'" + unexpected.group(1) + "' is not expected here";
        }
        Matcher unreadable = UNREADABLE.matcher(message);
        if (unreadable.matches()) {
            return "'" + unreadable.group(1) + "' cannot be read";
        }
        String first = message.lines().findFirst().orElse(message).strip();
        return "The expression cannot be read: " + first;
    }

    private static String syntaxHint(String code) {
        if (code.matches("(?s).*[^=!<>]=[^=].*")) {
            return "Compare with '=='.";
        }
        if (code.matches("(?si).*\\b(and|or|not)\\b.*")) {
            return "Write && for and, || for or, ! for not.";
        }
        return "Expressions are written in CEL (cel.dev).";
    }
}
