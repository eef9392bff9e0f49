package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.mcp.ToolImport;
import dev.baton.actors.connector.mcp.ToolReader;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.actors.port.SecretReference;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/agents:import-tools}: makes an agent's definition of each tool of an MCP server. */
final class ToolImportRoute {

    private static final String TOOLS = "tools";
    private static final int PREFIX_CHARS_MAX = 40;

    private final ToolReader reader;
    private final Compiler compiler;
    private final Definitions definitions;
    private final Admission admission;

    ToolImportRoute(ToolReader reader, Compiler compiler, Definitions definitions, Admission admission) {
        this.reader = reader;
        this.compiler = compiler;
        this.definitions = definitions;
        this.admission = admission;
    }

    Route route() {
        return Route.post("/v1/agents:import-tools", Route.Content.JSON, this::importTools);
    }

    /**
     * @param tools those that are wanted; empty for all
     * @param prefix of the agents' names; null for what the server calls itself
     * @param auth how tokens are got; null if it is not said
     */
    private record Wish(
            URI url,
            Set<String> tools,
            @Nullable String prefix,
            @Nullable String owner,
            @Nullable SecretReference bearer,
            @Nullable JsonNode auth,
            boolean apply) {

        /** An agent that can look at the server. */
        ObjectNode looker() {
            ObjectNode definition = JsonNodeFactory.instance.objectNode();
            definition.put("apiVersion", "baton/v1").put("kind", "Agent");
            definition.putObject("metadata").put("name", "import");
            ObjectNode mcp = definition.putObject("spec").putObject("connector").putObject("mcp");
            mcp.put("url", url.toString()).put("tool", "import");
            if (bearer != null) {
                mcp.put("bearer", bearer.toString());
            }
            if (auth != null) {
                mcp.set("auth", auth);
            }
            return definition;
        }
    }

    /** What became of a tool: a definition, and the version under which it is stored if it is. */
    private record Made(ObjectNode definition, DefinitionStore.@Nullable Applied applied) {}

    /** What came of all of them so far. */
    private record Outcome(List<Made> made, List<String> notes, Set<String> names) {}

    private CompletionStage<HttpResponse> importTools(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> read(exchange, Fields.of(body)));
    }

    private CompletionStage<HttpResponse> read(Exchange exchange, Fields fields) {
        URI url = AgentImportRoute.url(fields, fields.requiredText("url", AgentImportRoute.URL_CHARS_MAX));
        Set<String> tools = tools(fields);
        @Nullable String prefix = fields.text("prefix", PREFIX_CHARS_MAX);
        @Nullable String owner = fields.text("owner", AgentImportRoute.OWNER_CHARS_MAX);
        @Nullable SecretReference bearer = bearer(fields);
        @Nullable JsonNode auth = fields.json("auth");
        boolean apply = Boolean.TRUE.equals(fields.flag("apply"));
        Optional<Refusal> refusal = fields.refusal().or(() -> apply ? admission.ofWrite() : Optional.empty());
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        Wish wish = new Wish(url, tools, prefix, owner, bearer, auth, apply);
        return compiler.compile(exchange.tenant(), wish.looker().toString()).thenCompose(compiled -> {
            Optional<Refusal> wrong = Compiler.refusal(compiled);
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : look(exchange, wish, compiled.agents().getFirst());
        });
    }

    private CompletionStage<HttpResponse> look(Exchange exchange, Wish wish, AgentDefinition looker) {
        return reader.read(exchange.tenant(), looker).thenCompose(found -> switch (found) {
            case ToolReader.Found.Tools server -> found(exchange, wish, server);
            case ToolReader.Found.Nothing nothing -> exchange.refuse(unusable(wish.url(), nothing.reason()));
        });
    }

    private static Set<String> tools(Fields fields) {
        Set<String> tools = new LinkedHashSet<>();
        JsonNode given = fields.json(TOOLS);
        if (given == null) {
            return tools;
        }
        given.forEach(name -> tools.add(name.asText()));
        if (!given.isArray() || tools.isEmpty() || tools.size() > ToolReader.TOOLS_MAX) {
            fields.fault(TOOLS, "type", "must be a list of 1 to " + ToolReader.TOOLS_MAX + " names of tools");
        }
        return tools;
    }

    private static @Nullable SecretReference bearer(Fields fields) {
        String text = fields.text("bearer", AgentImportRoute.OWNER_CHARS_MAX);
        if (text == null) {
            return null;
        }
        Optional<SecretReference> bearer = SecretReference.parse(text);
        if (bearer.isEmpty()) {
            fields.fault("bearer", "format", "must be " + SecretReference.RULE);
        }
        return bearer.orElse(null);
    }

    private static Refusal unusable(URI url, String reason) {
        return Refusal.of(
                ErrorCode.CARD_UNUSABLE,
                "No agent can be made of " + url + ": " + reason + ".",
                "It must be the address of an MCP server that speaks Streamable HTTP; a host without a public address"
                        + " must be allowed by baton.http-client.private-hosts.");
    }

    private CompletionStage<HttpResponse> found(Exchange exchange, Wish wish, ToolReader.Found.Tools server) {
        List<ToolImport> wanted = server.tools().stream()
                .filter(tool -> wish.tools().isEmpty() || wish.tools().contains(tool.tool()))
                .toList();
        List<String> notes = new ArrayList<>(server.notes());
        Set<String> missing = new LinkedHashSet<>(wish.tools());
        wanted.forEach(tool -> missing.remove(tool.tool()));
        if (!missing.isEmpty() || wanted.isEmpty()) {
            return exchange.refuse(unusable(
                    wish.url(),
                    missing.isEmpty()
                            ? "it has no tool that can be called"
                            : "it has no tool " + String.join(", ", missing)));
        }
        String named = server.server().isEmpty() ? wish.url().getHost() : server.server();
        String prefix = wish.prefix() == null ? named : wish.prefix();
        CompletionStage<Outcome> all =
                CompletableFuture.completedFuture(new Outcome(new ArrayList<>(), notes, new HashSet<>()));
        for (ToolImport tool : wanted) {
            all = all.thenCompose(outcome -> make(exchange, wish, tool, tool.name(prefix), outcome));
        }
        return all.thenApply(outcome -> answer(server.server(), wish.apply(), outcome));
    }

    private CompletionStage<Outcome> make(Exchange exchange, Wish wish, ToolImport tool, String name, Outcome outcome) {
        if (!Names.isOne(name) || !outcome.names().add(name)) {
            outcome.notes()
                    .add("the tool " + tool.tool() + " was left out: its name here would be '" + name + "', which "
                            + (Names.isOne(name) ? "another one has" : "cannot be used; say a 'prefix'"));
            return CompletableFuture.completedFuture(outcome);
        }
        ObjectNode definition = tool.definition(name, wish.owner());
        String source = definition.toPrettyString() + "\n";
        return compiler.compile(exchange.tenant(), source).thenCompose(compiled -> {
            if (compiled.hasErrors()) {
                outcome.notes().add("the tool " + tool.tool() + " was left out: " + first(compiled));
                return CompletableFuture.completedFuture(outcome);
            }
            return applied(exchange, wish, compiled.agents().getFirst(), source).thenApply(applied -> {
                outcome.made().add(new Made(definition, applied.orElse(null)));
                return outcome;
            });
        });
    }

    private static String first(Compiled compiled) {
        return Compiler.refusal(compiled).map(Refusal::detail).orElse("");
    }

    private CompletionStage<Optional<DefinitionStore.Applied>> applied(
            Exchange exchange, Wish wish, AgentDefinition agent, String source) {
        return wish.apply()
                ? definitions
                        .apply(exchange.tenant(), agent, source, exchange.principal())
                        .thenApply(Optional::of)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private static HttpResponse answer(String server, boolean applied, Outcome outcome) {
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("server", server);
            out.writeBooleanField("applied", applied);
            out.writeArrayFieldStart("agents");
            for (Made made : outcome.made()) {
                write(out, made);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("notes");
            for (String note : outcome.notes()) {
                out.writeString(note);
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, Made made) throws IOException {
        out.writeStartObject();
        out.writeFieldName("definition");
        out.writeRawValue(made.definition().toString());
        if (made.applied() != null) {
            out.writeNumberField("version", made.applied().row().version());
            out.writeBooleanField("created", made.applied().created());
        }
        out.writeEndObject();
    }
}
