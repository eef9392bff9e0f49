package dev.baton.actors.definition;

import dev.cel.bundle.Cel;
import dev.cel.bundle.CelBuilder;
import dev.cel.bundle.CelFactory;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The CEL that workflows are written in: its variables, functions and limits. Immutable; made once. */
final class CelEnvironment {

    /** Over all comprehensions of one evaluation, inner iterations counted too. */
    static final int ITERATIONS_MAX = 200_000;

    static final int EXPRESSION_CHARS_MAX = 16_384;
    static final int REGEX_PROGRAM_SIZE_MAX = 10_000;

    private static final CelType OBJECT = MapType.create(SimpleType.STRING, SimpleType.DYN);

    /** What every expression can see. */
    private static final Map<String, CelType> EVERYWHERE =
            Map.of("input", SimpleType.DYN, "steps", OBJECT, "run", OBJECT, "iteration", SimpleType.INT);

    /** More than these are made anew each time. */
    private static final int KEPT_MAX = 256;

    private static final Map<Map<String, CelType>, CelEnvironment> KEPT = new ConcurrentHashMap<>();

    private final Map<String, CelType> types;
    private volatile @Nullable Cel cel;

    /** @param further variables that exist only at some places, which the patterns name */
    CelEnvironment(Set<String> further) {
        this(untyped(EVERYWHERE, further));
    }

    private CelEnvironment(Map<String, CelType> types) {
        this.types = Map.copyOf(types);
    }

    private static Map<String, CelType> untyped(Map<String, CelType> known, Set<String> further) {
        Map<String, CelType> all = new TreeMap<>(known);
        further.forEach(name -> all.putIfAbsent(name, SimpleType.DYN));
        return all;
    }

    /** One in which these variables exist too, whose names are of the user's choice. */
    CelEnvironment with(Set<String> variables) {
        if (types.keySet().containsAll(variables)) {
            return this;
        }
        return kept(untyped(types, variables));
    }

    /** One in which these variables exist too, and are of these types. */
    CelEnvironment typed(Map<String, CelType> further) {
        if (further.isEmpty()) {
            return this;
        }
        Map<String, CelType> all = new TreeMap<>(types);
        all.putAll(further);
        return kept(all);
    }

    private static CelEnvironment kept(Map<String, CelType> types) {
        CelEnvironment known = KEPT.get(types);
        if (known != null) {
            return known;
        }
        return KEPT.size() < KEPT_MAX
                ? KEPT.computeIfAbsent(Map.copyOf(types), CelEnvironment::new)
                : new CelEnvironment(types);
    }

    /** Made when it is first needed: it takes a moment, and a workflow whose expressions only select never needs it. */
    private Cel cel() {
        Cel ready = cel;
        if (ready == null) {
            synchronized (this) {
                ready = cel;
                if (ready == null) {
                    ready = build(types);
                    cel = ready;
                }
            }
        }
        return ready;
    }

    private static Cel build(Map<String, CelType> types) {
        CelOptions options = CelOptions.current()
                .enableHeterogeneousNumericComparisons(true)
                .enableQuotedIdentifierSyntax(true)
                .comprehensionMaxIterations(ITERATIONS_MAX)
                .maxExpressionCodePointSize(EXPRESSION_CHARS_MAX)
                .maxRegexProgramSize(REGEX_PROGRAM_SIZE_MAX)
                .build();
        // The "planner" runtime walks through whole values before it selects a field; this one is lazy.
        CelBuilder builder = CelFactory.legacyCelBuilder()
                .setOptions(options)
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder().build())
                .setStandardFunctions(BoundedFunctions.standard())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addCompilerLibraries(
                        CelExtensions.strings(),
                        CelExtensions.math(),
                        CelExtensions.lists(),
                        CelExtensions.sets(options),
                        CelExtensions.optional(),
                        CelExtensions.bindings())
                .addRuntimeLibraries(CelExtensions.math(), CelExtensions.sets(options), CelExtensions.optional())
                .addFunctionBindings(BoundedFunctions.bindings(options));
        types.forEach(builder::addVar);
        return builder.build();
    }

    /** All that any expression may see. */
    Set<String> variables() {
        return types.keySet();
    }

    /** Those that are there at every place. */
    static Set<String> variablesEverywhere() {
        return EVERYWHERE.keySet();
    }

    CelValidationResult compile(String source) {
        return cel().compile(source);
    }

    CelRuntime.Program program(CelAbstractSyntaxTree tree) throws CelEvaluationException {
        return cel().createProgram(tree);
    }
}
