package dev.baton.http.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.a2a.CardImport;
import dev.baton.actors.connector.a2a.CardReader;
import dev.baton.actors.definition.AgentDefinition;
import dev.baton.actors.definition.Compiled;
import dev.baton.actors.port.DefinitionStore;
import dev.baton.actors.port.Definitions;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Fields;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/agents:import}: makes a definition of what an agent of another system says of itself. */
final class AgentImportRoute {

    static final int URL_CHARS_MAX = 2_048;
    static final int OWNER_CHARS_MAX = 256;

    private final CardReader cards;
    private final Compiler compiler;
    private final Definitions definitions;
    private final Admission admission;

    AgentImportRoute(CardReader cards, Compiler compiler, Definitions definitions, Admission admission) {
        this.cards = cards;
        this.compiler = compiler;
        this.definitions = definitions;
        this.admission = admission;
    }

    Route route() {
        return Route.post("/v1/agents:import", Route.Content.JSON, this::importAgent);
    }

    /** @param name null for what the card calls the agent */
    private record Wish(
            URI url, @Nullable String name, @Nullable String owner, boolean apply) {}

    private CompletionStage<HttpResponse> importAgent(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.json(body -> read(exchange, Fields.of(body)));
    }

    private CompletionStage<HttpResponse> read(Exchange exchange, Fields fields) {
        URI url = url(fields, fields.requiredText("url", URL_CHARS_MAX));
        @Nullable String name = fields.text("name", Names.PATTERN, Names.RULE);
        @Nullable String owner = fields.text("owner", OWNER_CHARS_MAX);
        boolean apply = Boolean.TRUE.equals(fields.flag("apply"));
        Optional<Refusal> refusal = fields.refusal().or(() -> apply ? admission.ofWrite() : Optional.empty());
        if (refusal.isPresent()) {
            return exchange.refuse(refusal.get());
        }
        Wish wish = new Wish(url, name, owner, apply);
        return cards.read(url).thenCompose(found -> switch (found) {
            case CardReader.Found.Agent agent -> found(exchange, wish, agent.agent());
            case CardReader.Found.Nothing nothing -> exchange.refuse(unusable(url, nothing.reason()));
        });
    }

    private static Refusal unusable(URI url, String reason) {
        return Refusal.of(
                ErrorCode.CARD_UNUSABLE,
                "No agent can be made of " + url + ": " + reason + ".",
                "An A2A agent has its card at /.well-known/agent-card.json below its address; a host without a public"
                        + " address must be allowed by baton.http-client.private-hosts.");
    }

    static URI url(Fields fields, String text) {
        try {
            URI url = new URI(text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below, like any other text that is no such address.
        }
        fields.fault("url", "format", "must be an http or https URL");
        return URI.create("http://invalid");
    }

    private CompletionStage<HttpResponse> found(Exchange exchange, Wish wish, CardImport agent) {
        String name = wish.name() == null ? agent.name() : wish.name();
        if (!Names.isOne(name)) {
            return exchange.refuse(Refusal.of(
                    ErrorCode.CARD_UNUSABLE,
                    "The card does not give the agent a name that can be used here.",
                    "Say a 'name'."));
        }
        ObjectNode definition = agent.definition(name, wish.owner());
        String source = definition.toPrettyString() + "\n";
        return compiler.compile(exchange.tenant(), source).thenCompose(compiled -> {
            Optional<Refusal> wrong = Compiler.refusal(compiled);
            return wrong.isPresent()
                    ? exchange.refuse(wrong.get())
                    : applied(exchange, wish, compiled.agents().getFirst(), source)
                            .thenApply(applied -> answer(definition, agent.notes(), compiled, applied));
        });
    }

    private CompletionStage<Optional<DefinitionStore.Applied>> applied(
            Exchange exchange, Wish wish, AgentDefinition agent, String source) {
        return wish.apply()
                ? definitions
                        .apply(exchange.tenant(), agent, source, exchange.principal())
                        .thenApply(Optional::of)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private static HttpResponse answer(
            ObjectNode definition, List<String> notes, Compiled compiled, Optional<DefinitionStore.Applied> applied) {
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeFieldName("definition");
            out.writeRawValue(definition.toString());
            out.writeArrayFieldStart("notes");
            for (String note : notes) {
                out.writeString(note);
            }
            out.writeEndArray();
            out.writeBooleanField("applied", applied.isPresent());
            if (applied.isPresent()) {
                out.writeNumberField("version", applied.get().row().version());
                out.writeBooleanField("created", applied.get().created());
            }
            DefinitionJson.writeProblems(out, "warnings", compiled.problems());
            out.writeEndObject();
        });
    }
}
