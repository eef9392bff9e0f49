package dev.baton.actors.definition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an expression refers to: every chain of fields that starts at one of its variables. */
final class References {

    /**
     * A chain such as {@code steps.extract.output}.
     *
     * @param offset of its first character in the expression, in code points
     */
    record Reference(String variable, List<Field> fields, int offset) {

        Reference {
            fields = List.copyOf(fields);
        }

        boolean guarded(int field) {
            return fields.get(field).guarded();
        }
    }

    /** @param guarded the expression copes with its absence: {@code has(a.b)}, {@code a.?b} */
    record Field(String name, boolean guarded) {}

    private final Map<Long, Integer> offsets;
    private final List<Reference> found = new ArrayList<>();

    private References(Map<Long, Integer> offsets) {
        this.offsets = offsets;
    }

    static List<Reference> of(CelAbstractSyntaxTree tree) {
        References references = new References(tree.getSource().getPositionsMap());
        references.walk(tree.getExpr(), Set.of());
        return references.found;
    }

    /** @param local names that a comprehension gives to its items here */
    private void walk(CelExpr expression, Set<String> local) {
        List<Field> fields = new ArrayList<>();
        CelExpr root = chain(expression, fields);
        if (root != null) {
            if (!local.contains(root.ident().name())) {
                found.add(reference(root, fields));
            }
            return;
        }
        switch (expression.getKind()) {
            case SELECT -> walk(expression.select().operand(), local);
            case CALL -> {
                expression.call().target().ifPresent(target -> walk(target, local));
                expression.call().args().forEach(argument -> walk(argument, local));
            }
            case LIST -> expression.list().elements().forEach(element -> walk(element, local));
            case MAP ->
                expression.map().entries().forEach(entry -> {
                    walk(entry.key(), local);
                    walk(entry.value(), local);
                });
            case STRUCT -> expression.struct().entries().forEach(entry -> walk(entry.value(), local));
            case COMPREHENSION -> walkComprehension(expression.comprehension(), local);
            case CONSTANT, IDENT, NOT_SET -> {}
        }
    }

    /** A variable with a dot in its name, such as a scope of the memory, is a field of the one before the dot. */
    private Reference reference(CelExpr root, List<Field> fields) {
        String name = root.ident().name();
        List<Field> all = new ArrayList<>(fields.reversed());
        int dot = name.indexOf('.');
        if (dot > 0) {
            all.addFirst(new Field(name.substring(dot + 1), false));
        }
        return new Reference(dot > 0 ? name.substring(0, dot) : name, all, offsets.getOrDefault(root.id(), 0));
    }

    private void walkComprehension(CelExpr.CelComprehension comprehension, Set<String> local) {
        walk(comprehension.iterRange(), local);
        walk(comprehension.accuInit(), local);
        Set<String> inner = new HashSet<>(local);
        inner.add(comprehension.accuVar());
        walk(comprehension.result(), Set.copyOf(inner));
        inner.add(comprehension.iterVar());
        inner.add(comprehension.iterVar2());
        walk(comprehension.loopCondition(), inner);
        walk(comprehension.loopStep(), inner);
    }

    /** The variable at the start of a chain, its fields collected from the last to the first; null if it is none. */
    private static @Nullable CelExpr chain(CelExpr expression, List<Field> fields) {
        CelExpr at = expression;
        while (true) {
            switch (at.getKind()) {
                case IDENT -> {
                    return at;
                }
                case SELECT -> {
                    fields.add(new Field(at.select().field(), at.select().testOnly()));
                    at = at.select().operand();
                }
                case CALL -> {
                    CelExpr.CelCall call = at.call();
                    String key =
                            call.args().size() == 2 ? constantText(call.args().get(1)) : null;
                    boolean optional =
                            call.function().equals("_?._") || call.function().equals("_[?_]");
                    if (key == null || !(optional || call.function().equals("_[_]"))) {
                        return null;
                    }
                    fields.add(new Field(key, optional));
                    at = call.args().getFirst();
                }
                case CONSTANT, LIST, MAP, STRUCT, COMPREHENSION, NOT_SET -> {
                    return null;
                }
            }
        }
    }

    private static @Nullable String constantText(CelExpr expression) {
        boolean text = expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE;
        return text ? expression.constant().stringValue() : null;
    }
}
