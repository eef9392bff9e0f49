package dev.baton.actors.definition;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelOptions;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.ConcatenatedListView;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Those functions of CEL that make texts and lists, charged to the {@link EvaluationBudget}: the ones that can make
 * large values out of small ones are written again, so that they stop in time; the others are wrapped.
 */
final class BoundedFunctions {

    private BoundedFunctions() {}

    /** The standard functions without those that have a bounded twin here. */
    static CelStandardFunctions standard() {
        Set<AddOverload> bounded = Set.of(AddOverload.ADD_STRING, AddOverload.ADD_LIST, AddOverload.ADD_BYTES);
        return CelStandardFunctions.newBuilder()
                .filterFunctions(
                        (function, overload) -> !(overload instanceof AddOverload add && bounded.contains(add)))
                .build();
    }

    static List<CelFunctionBinding> bindings(CelOptions options) {
        List<CelFunctionBinding> all = new ArrayList<>(multiplying());
        for (CelFunctionBinding binding : extensions(options)) {
            all.add(CelFunctionBinding.from(
                    binding.getOverloadId(),
                    binding.getArgTypes(),
                    arguments -> EvaluationBudget.charge(binding.getDefinition().apply(arguments))));
        }
        return all;
    }

    /** The bindings that the extensions would add to a runtime; they are to be had in no other way. */
    private static List<CelFunctionBinding> extensions(CelOptions options) {
        List<CelFunctionBinding> captured = new ArrayList<>();
        CelRuntimeBuilder builder = (CelRuntimeBuilder) Proxy.newProxyInstance(
                CelRuntimeBuilder.class.getClassLoader(),
                new Class<?>[] {CelRuntimeBuilder.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("addFunctionBindings")) {
                        Object given = arguments[0];
                        Iterable<?> bindings = given instanceof Object[] array ? List.of(array) : (Iterable<?>) given;
                        bindings.forEach(binding -> captured.add((CelFunctionBinding) binding));
                    }
                    return proxy;
                });
        CelExtensions.strings(EnumSet.complementOf(
                        EnumSet.of(CelStringExtensions.Function.JOIN, CelStringExtensions.Function.REPLACE)))
                .setRuntimeOptions(builder);
        CelExtensions.lists(EnumSet.complementOf(
                        EnumSet.of(CelListsExtensions.Function.RANGE, CelListsExtensions.Function.FLATTEN)))
                .setRuntimeOptions(builder, RuntimeEquality.create(RuntimeHelpers.create(), options), options);
        return captured;
    }

    private static List<CelFunctionBinding> multiplying() {
        return List.of(
                CelFunctionBinding.from("add_string", String.class, String.class, BoundedFunctions::concatenated),
                CelFunctionBinding.from("add_list", List.class, List.class, BoundedFunctions::joinedLists),
                CelFunctionBinding.from("list_join", List.class, items -> joined(items, "")),
                CelFunctionBinding.from("list_join_string", List.class, String.class, BoundedFunctions::joined),
                CelFunctionBinding.from(
                        "string_replace_string_string",
                        ImmutableList.of(String.class, String.class, String.class),
                        arguments -> replaced(arguments, -1)),
                CelFunctionBinding.from(
                        "string_replace_string_string_int",
                        ImmutableList.of(String.class, String.class, String.class, Long.class),
                        arguments -> replaced(arguments, (Long) arguments[3])),
                CelFunctionBinding.from("lists_range", Long.class, BoundedFunctions::range),
                CelFunctionBinding.from("list_flatten", Collection.class, items -> flattened(items, 1)),
                CelFunctionBinding.from(
                        "list_flatten_list_int", Collection.class, Long.class, BoundedFunctions::flattened));
    }

    private static Object concatenated(String left, String right) throws CelEvaluationException {
        EvaluationBudget.chargeChars((long) left.length() + right.length());
        return left + right;
    }

    /** Also called for each result of {@code map} and {@code filter}: those are appended in place, not copied. */
    @SuppressWarnings("unchecked") // the checker has seen two lists
    private static Object joinedLists(List<?> left, List<?> right) throws CelEvaluationException {
        long copied = left instanceof ConcatenatedListView ? 0 : left.size();
        EvaluationBudget.chargeItems(copied + right.size());
        return RuntimeHelpers.concat((List<Object>) left, (List<Object>) right);
    }

    private static Object joined(List<?> items, String separator) throws CelEvaluationException {
        StringBuilder joined = new StringBuilder();
        String before = "";
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw new CelEvaluationException("join takes a list of texts; use map(x, string(x)) first");
            }
            EvaluationBudget.chargeChars((long) before.length() + text.length());
            joined.append(before).append(text);
            before = separator;
        }
        return joined.toString();
    }

    /** An empty search matches before every character and at the end. */
    private static Object replaced(Object[] arguments, long limit) throws CelEvaluationException {
        String text = (String) arguments[0];
        String search = (String) arguments[1];
        String replacement = (String) arguments[2];
        StringBuilder result = new StringBuilder();
        int copied = 0;
        int from = 0;
        for (long left = limit < 0 ? Long.MAX_VALUE : limit; left > 0 && from <= text.length(); left--) {
            int found = text.indexOf(search, from);
            if (found < 0) {
                break;
            }
            EvaluationBudget.chargeChars(found - copied + (long) replacement.length());
            result.append(text, copied, found).append(replacement);
            copied = found + search.length();
            from = search.isEmpty() ? found + 1 : copied;
        }
        EvaluationBudget.chargeChars(text.length() - copied);
        return result.append(text, copied, text.length()).toString();
    }

    private static Object range(long end) throws CelEvaluationException {
        EvaluationBudget.chargeItems(Math.max(0, end));
        return LongStream.range(0, end).boxed().toList();
    }

    private static Object flattened(Collection<?> items, long levels) throws CelEvaluationException {
        if (levels < 0) {
            throw new CelEvaluationException("Level must be non-negative");
        }
        List<Object> flat = new ArrayList<>();
        flatten(items, levels, flat);
        return flat;
    }

    private static void flatten(Collection<?> items, long levels, List<Object> flat) throws CelEvaluationException {
        for (Object item : items) {
            if (levels > 0 && item instanceof Collection<?> inner) {
                flatten(inner, levels - 1, flat);
            } else {
                EvaluationBudget.chargeItems(1);
                flat.add(item);
            }
        }
    }
}
