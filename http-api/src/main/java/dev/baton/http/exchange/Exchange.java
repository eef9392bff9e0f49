package dev.baton.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** One request, as its route's handler sees it. */
public final class Exchange {

    private final HttpRequest request;
    private final Route route;
    private final List<String> path;
    private final Principal principal;
    private final BodyReader bodies;
    private @Nullable Parameters query;

    Exchange(HttpRequest request, Route route, List<String> path, Principal principal, BodyReader bodies) {
        this.request = request;
        this.route = route;
        this.path = path;
        this.principal = principal;
        this.bodies = bodies;
    }

    /** Until authentication is configured there is only one. */
    public String tenant() {
        return "default";
    }

    public Principal principal() {
        return principal;
    }

    /** The parameter of the path at this place, from 0. */
    public String path(int index) {
        return path.get(index);
    }

    /** How many parameters the path has. */
    public int pathSize() {
        return path.size();
    }

    public RunKey run(String runId) {
        return new RunKey(tenant(), runId);
    }

    public Parameters query() {
        if (query == null) {
            query = Parameters.of(request.getUri().rawQueryString().orElse(null));
        }
        return query;
    }

    /** Null if the request does not have it. */
    public @Nullable String header(String name) {
        return request.getHeader(name).map(HttpHeader::value).orElse(null);
    }

    /** All headers by their names as they were sent. */
    public Map<String, List<String>> headers() {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.getHeaders()
                .forEach(header -> headers.computeIfAbsent(header.name(), name -> new ArrayList<>())
                        .add(header.value()));
        headers.put("Content-Type", List.of(request.entity().getContentType().toString()));
        return headers;
    }

    public boolean carriesJson() {
        return FrontDoor.isJson(request.entity().getContentType().mediaType());
    }

    /** Reads the body as it was sent. */
    public CompletionStage<HttpResponse> bytes(Function<ByteString, CompletionStage<HttpResponse>> next) {
        return body(next);
    }

    public CompletionStage<HttpResponse> refuse(Refusal refusal) {
        return Answers.now(refusal(refusal));
    }

    public HttpResponse refusal(Refusal refusal) {
        return Answers.refusal(refusal, request.getUri().path());
    }

    /** Reads the body as JSON, and goes on if it is. */
    public CompletionStage<HttpResponse> json(Function<JsonNode, CompletionStage<HttpResponse>> next) {
        return body(bytes -> {
            if (bytes.isEmpty() && route.body() == Route.Content.JSON_OR_NOTHING) {
                return next.apply(JsonNodeFactory.instance.objectNode());
            }
            return switch (Json.parse(bytes)) {
                case Json.Parsed.Of of -> next.apply(of.json());
                case Json.Parsed.Not not -> refuse(not.refusal());
            };
        });
    }

    /** Reads the body as text, and goes on if it is UTF-8. */
    public CompletionStage<HttpResponse> text(Function<String, CompletionStage<HttpResponse>> next) {
        return body(bytes -> {
            Optional<String> text = utf8(bytes);
            return text.isPresent()
                    ? next.apply(text.get())
                    : refuse(Refusal.of(
                            ErrorCode.MALFORMED_REQUEST, "The body is not UTF-8 text.", "Save the file as UTF-8."));
        });
    }

    private static Optional<String> utf8(ByteString bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toArrayUnsafe()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private CompletionStage<HttpResponse> body(Function<ByteString, CompletionStage<HttpResponse>> next) {
        ByteString here = BodyReader.here(request.entity());
        if (here != null) {
            return bodies.fits(here) ? next.apply(here) : refuse(bodies.tooLarge());
        }
        return bodies.read(request).thenCompose(body -> switch (body) {
            case BodyReader.Body.Whole whole -> next.apply(whole.bytes());
            case BodyReader.Body.Not not -> refuse(not.refusal());
        });
    }
}
