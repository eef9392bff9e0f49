package dev.baton.http.resource;

import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.Problem;
import dev.baton.actors.definition.WorkflowCompiler;
import dev.baton.actors.port.Catalog;
import dev.baton.actors.port.DefinitionRow;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.IntentModel;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles definitions beside the threads that answer requests: a large one takes its time. */
final class Compiler {

    /** With more agents than this an unknown name is not pointed out. */
    private static final int AGENTS_MAX = 1_000;

    private final DefinitionStore agents;
    private final Catalog catalog;
    private final Executor executor;
    private volatile @Nullable Boolean intentModel;

    Compiler(DefinitionStore agents, Catalog catalog, Executor executor) {
        this.agents = agents;
        this.catalog = catalog;
        this.executor = executor;
    }

    CompletionStage<Compiled> compile(String tenant, String source) {
        return agents.list(tenant, null, AGENTS_MAX)
                .thenApplyAsync(
                        rows -> {
                            @Nullable
                            Set<String> known = rows.size() == AGENTS_MAX
                                    ? null
                                    : rows.stream().map(DefinitionRow::name).collect(Collectors.toSet());
                            return WorkflowCompiler.compile(source, known, catalog.known(tenant), hasIntentModel());
                        },
                        executor);
    }

    /** The class path does not change: looked up once, when a definition is first compiled. */
    private boolean hasIntentModel() {
        Boolean known = intentModel;
        if (known == null) {
            known = IntentModel.source().isPresent();
            intentModel = known;
        }
        return known;
    }

    /** Why nothing of it is applied; empty if all of it can be. */
    static Optional<Refusal> refusal(Compiled compiled) {
        if (!compiled.hasErrors()) {
            return Optional.empty();
        }
        long errors = compiled.problems().stream().filter(Problem::isError).count();
        Problem first = compiled.problems().stream()
                .filter(Problem::isError)
                .findFirst()
                .orElseThrow();
        String place = first.line() > 0 ? "Line " + first.line() + ": " : "";
        String more = errors == 1 ? "" : " (and " + (errors - 1) + " more)";
        return Optional.of(Refusal.of(
                ErrorCode.INVALID_DEFINITION,
                place + first.message() + more,
                compiled.problems().stream().map(Fault::of).toList()));
    }

    /** A PUT holds the one definition that its path names. */
    static Optional<Refusal> alone(String name, String kind, List<String> found, int others) {
        if (found.size() == 1 && others == 0) {
            return found.get(0).equals(name)
                    ? Optional.empty()
                    : Optional.of(Refusal.of(
                            ErrorCode.INVALID_DEFINITION,
                            "The path names " + name + ", the definition " + found.get(0) + ".",
                            List.of(Fault.at("/metadata/name", "name-mismatch", "must be " + name))));
        }
        return Optional.of(Refusal.of(
                ErrorCode.INVALID_DEFINITION,
                "The text must hold one " + kind + " and nothing else.",
                "POST /v1/definitions:apply takes any number of definitions."));
    }
}
