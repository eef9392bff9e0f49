package dev.baton.actors.definition;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.definition.TemplateText.Part;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compiles the expressions of one definition, and keeps what they refer to until all steps are known. */
final class ExpressionCompiler {

    private CelEnvironment environment;
    private final KnownSteps steps;
    private final Problems problems;
    private final boolean trusted;
    private final List<ExpressionUse> uses = new ArrayList<>();
    private final Set<String> everywhere = new HashSet<>(CelEnvironment.variablesEverywhere());

    /** @param trusted the definition was accepted before: nothing is checked, and CEL is not asked before it must be */
    ExpressionCompiler(CelEnvironment environment, KnownSteps steps, Problems problems, boolean trusted) {
        this.environment = environment;
        this.steps = steps;
        this.problems = problems;
        this.trusted = trusted;
    }

    List<ExpressionUse> uses() {
        return List.copyOf(uses);
    }

    /** From now on there are these variables too. */
    void declare(Map<String, CelType> variables) {
        environment = environment.typed(variables);
        variables.keySet().stream().filter(name -> name.indexOf('.') < 0).forEach(everywhere::add);
    }

    /** A place that refers to something although it holds no expression. */
    void refer(ExpressionUse use) {
        uses.add(use);
    }

    /** A value that has to be one expression and nothing else. */
    Expression expression(SourceNode node, ResultType expected, ExpressionPlace place) {
        List<Part> parts = node.json().isTextual()
                ? TemplateText.split(node.json().textValue().strip())
                : List.of();
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Code(String code)) {
            return compile(new ExpressionSite(node, code), expected, place);
        }
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Unclosed(String text)) {
            unclosed(node, text);
        } else if (!problems.hasErrorAt(node)) {
            problems.error(
                    node,
                    "expression.missing",
                    "Here must stand one expression that results in " + expected.description(),
                    "Write \"${ ... }\" around the whole expression.");
        }
        return new Broken(node.json().asText());
    }

    Template template(SourceNode node, ExpressionPlace place) {
        return switch (node) {
            case SourceNode.Mapping mapping -> fields(mapping, place);
            case SourceNode.Sequence sequence -> {
                List<Template> items = sequence.items().stream()
                        .map(item -> template(item, place))
                        .toList();
                yield items.stream().allMatch(ExpressionCompiler::isPlain)
                        ? Templates.Literal.of(node.json())
                        : new Templates.Items(node.json(), items);
            }
            case SourceNode.Scalar scalar
            when node.json().isTextual()
                    && TemplateText.mayHoldExpression(node.json().textValue()) -> text(scalar, place);
            case SourceNode.Scalar ignored -> Templates.Literal.of(node.json());
        };
    }

    private Template fields(SourceNode.Mapping mapping, ExpressionPlace place) {
        Map<String, Template> fields = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            if (TemplateText.mayHoldExpression(key)) {
                problems.error(
                        entry.keyPosition(),
                        entry.value().path(),
                        "template.key",
                        "An expression in a key is not evaluated",
                        "Make the object in CEL: \"${ {input.name: 1} }\".");
            }
            fields.put(key, template(entry.value(), place));
        });
        return fields.values().stream().allMatch(ExpressionCompiler::isPlain)
                ? Templates.Literal.of(mapping.json())
                : new Templates.Fields(mapping.json(), fields);
    }

    /** Whether the template's value is its source, so that an object or a list around it may share it. */
    private static boolean isPlain(Template template) {
        return template instanceof Templates.Literal literal
                && literal.value() instanceof Evaluation.Value value
                && value.json().equals(literal.source());
    }

    private Template text(SourceNode.Scalar node, ExpressionPlace place) {
        String text = node.json().textValue();
        List<Part> parts = TemplateText.split(text.strip());
        if (parts.size() == 1 && parts.getFirst() instanceof Part.Code(String code)) {
            return new Templates.Value(node.json(), compile(new ExpressionSite(node, code), ResultType.ANY, place));
        }
        List<Template> compiled = new ArrayList<>();
        for (Part part : TemplateText.split(text)) {
            switch (part) {
                case Part.Plain(String plain) -> compiled.add(Templates.Literal.of(TextNode.valueOf(plain)));
                case Part.Code(String code) ->
                    compiled.add(new Templates.Value(
                            node.json(), compile(new ExpressionSite(node, code), ResultType.ANY, place)));
                case Part.Unclosed(String rest) -> unclosed(node, rest);
            }
        }
        if (compiled.size() == 1 && compiled.getFirst() instanceof Templates.Literal literal) {
            return new Templates.Literal(node.json(), literal.value());
        }
        return new Templates.Text(node.json(), compiled);
    }

    private void unclosed(SourceNode node, String text) {
        problems.error(
                new ExpressionSite(node, text).at(0),
                node.path(),
                "expression.unclosed",
                "Nothing closes this '${'",
                "Add the closing '}', or write '$${' if a literal '${' is meant.");
    }

    private Expression compile(ExpressionSite site, ResultType expected, ExpressionPlace place) {
        if (!trusted && !check(site, expected, place)) {
            return new Broken(site.code());
        }
        CelEnvironment here = environment.with(place.variables());
        PathExpression path = PathExpression.parse(site.code(), expected, here.variables());
        return path != null ? path : new CelExpression(site.code(), expected, here, steps);
    }

    private boolean check(ExpressionSite site, ResultType expected, ExpressionPlace place) {
        if (site.code().isEmpty()) {
            problems.error(
                    site.node(), "expression.empty", "The expression is empty", "Write one between '${' and '}'.");
            return false;
        }
        if (site.code().length() > CelEnvironment.EXPRESSION_CHARS_MAX) {
            problems.error(
                    site.node(),
                    "expression.too-long",
                    "The expression is longer than " + CelEnvironment.EXPRESSION_CHARS_MAX + " characters",
                    "Spread it over several 'set' steps.");
            return false;
        }
        CelValidationResult result = environment.with(place.variables()).compile(site.code());
        Set<String> visible = new HashSet<>(everywhere);
        visible.addAll(place.variables());
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            boolean typeFits = checkType(site, expected, tree);
            return checkVariables(site, place, visible, tree) && typeFits;
        } catch (CelValidationException refused) {
            ExpressionMistake.report(site, result.getErrors(), visible, problems);
            if (result.getErrors().isEmpty()) {
                problems.error(
                        site.node(),
                        "expression.syntax",
                        "The expression cannot be read: " + refused.getMessage(),
                        "Make it simpler.");
            }
            return false;
        }
    }

    private boolean checkType(ExpressionSite site, ResultType expected, CelAbstractSyntaxTree tree) {
        if (expected.mayBe(tree.getResultType())) {
            return true;
        }
        problems.error(
                site.at(0),
                site.path(),
                "expression.type",
                "The expression must result in " + expected.description() + ", but results in a value of type "
                        + tree.getResultType().name(),
                expected == ResultType.BOOL ? "Compare it with something, for example '== \"done\"'." : null);
        return false;
    }

    private boolean checkVariables(
            ExpressionSite site, ExpressionPlace place, Set<String> visible, CelAbstractSyntaxTree tree) {
        List<References.Reference> references = References.of(tree);
        uses.add(new ExpressionUse(site, place, references));
        boolean allVisible = true;
        for (References.Reference reference : references) {
            if (environment.variables().contains(reference.variable()) && !visible.contains(reference.variable())) {
                problems.error(
                        site.at(reference.offset()),
                        site.path(),
                        "expression.unknown-name",
                        "There is no '" + reference.variable() + "' at this place",
                        "Here are: " + Suggestions.listed(visible) + ".");
                allVisible = false;
            }
        }
        return allVisible;
    }

    /** Stands where an expression could not be compiled, so that reading goes on. */
    private record Broken(String source) implements Expression {

        @Override
        public Evaluation evaluate(Scope scope) {
            return new Evaluation.Failed(source + ": not a valid expression");
        }
    }
}
