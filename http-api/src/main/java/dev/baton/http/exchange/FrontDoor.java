package dev.baton.http.exchange;

import dev.baton.actors.run.Principal;
import dev.baton.config.ApiSettings;
import dev.baton.http.exchange.Route.Content;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;

/** Where every request comes in and every answer goes out: what is true for all routes stands here once. */
public final class FrontDoor {

    private static final Set<String> YAML =
            Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/vnd.yaml");

    private static final HttpHeader CLOSE = Connection.create("close");

    private final Router router;
    private final Callers callers;
    private final BodyReader bodies;
    private final RequestMetrics metrics;
    private volatile boolean ending;

    public FrontDoor(
            Router router,
            ApiSettings settings,
            InetAddress listening,
            MeterRegistry registry,
            Materializer materializer) {
        this.router = router;
        this.callers = new Callers(listening, settings.allowedHosts());
        this.bodies = new BodyReader(settings.bodyBytesMax(), settings.bodyTimeout(), materializer);
        this.metrics = new RequestMetrics(registry);
    }

    /** Never fails. */
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        String path = request.getUri().path();
        Route.@Nullable Method method = method(request);
        Optional<Refusal> stranger = callers.check(request, method == Route.Method.GET);
        if (stranger.isPresent()) {
            return turnAway(request, stranger.get());
        }
        return switch (router.find(method, path)) {
            case Router.Found.Here here -> enter(request, here);
            case Router.Found.OtherMethods others -> otherMethod(request, others.allowed());
            case Router.Found.Nothing ignored ->
                turnAway(
                        request,
                        Refusal.of(
                                ErrorCode.ROUTE_NOT_FOUND,
                                "There is nothing at " + path + ".",
                                "/openapi.json lists all paths."));
        };
    }

    private static Route.@Nullable Method method(HttpRequest request) {
        return switch (request.method().value()) {
            case "GET" -> Route.Method.GET;
            case "POST" -> Route.Method.POST;
            case "PUT" -> Route.Method.PUT;
            case "DELETE" -> Route.Method.DELETE;
            default -> null;
        };
    }

    private CompletionStage<HttpResponse> enter(HttpRequest request, Router.Found.Here here) {
        Route route = here.route();
        if (!carries(request, route.body())) {
            return turnAway(request, wrongType(route.body()));
        }
        Optional<Principal> principal = Callers.principal(request);
        if (principal.isEmpty()) {
            return turnAway(
                    request,
                    Refusal.of(
                            ErrorCode.INVALID_HEADER,
                            Callers.PRINCIPAL_HEADER + " must be person:, service: or agent: and an id of letters,"
                                    + " digits and . _ @ + / -; with it, " + Callers.ROLES_HEADER + " and "
                                    + Callers.GROUPS_HEADER + " may list up to 100 names of letters, digits and"
                                    + " . _ - with commas between them"));
        }
        if (route.body() == Content.NONE) {
            bodies.throwAway(request);
        }
        Exchange exchange = new Exchange(request, route, here.parameters(), principal.get(), bodies);
        RequestMetrics.Running running = metrics.start(route, exchange);
        return answer(exchange, route).handle((response, failure) -> {
            HttpResponse sent = failure == null ? response : exchange.refusal(refusal(failure));
            running.end(sent.status().intValue());
            return ending ? sent.addHeader(CLOSE) : sent;
        });
    }

    private Refusal refusal(Throwable failure) {
        return ending ? Failures.ofEndingNode(failure) : Failures.refusal(failure);
    }

    /** From now on callers are asked to connect anew, elsewhere, and a failure is nothing that the request has caused. */
    public void end() {
        ending = true;
    }

    /** An error that escaped from here would be taken for the end of the whole node. */
    private CompletionStage<HttpResponse> answer(Exchange exchange, Route route) {
        try {
            return route.handler().handle(exchange);
        } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
            return exchange.refuse(refusal(e));
        }
    }

    private static boolean carries(HttpRequest request, Content wanted) {
        if (wanted == Content.NONE
                || wanted == Content.ANY
                || (request.entity().isKnownEmpty() && wanted == Content.JSON_OR_NOTHING)) {
            return true;
        }
        MediaType type = mediaType(request.entity());
        return isJson(type)
                || (wanted == Content.DEFINITION
                        && YAML.contains((type.mainType() + "/" + type.subType()).toLowerCase(Locale.ROOT)));
    }

    static boolean isJson(MediaType type) {
        return type.mainType().equals("application")
                && (type.subType().equals("json") || type.subType().endsWith("+json"));
    }

    private static MediaType mediaType(HttpEntity entity) {
        return entity.getContentType().mediaType();
    }

    private static Refusal wrongType(Content wanted) {
        String types = wanted == Content.DEFINITION ? "application/yaml or application/json" : "application/json";
        return Refusal.of(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "The content type must be " + types + ".",
                "Send Content-Type: " + types);
    }

    private CompletionStage<HttpResponse> otherMethod(HttpRequest request, Set<Route.Method> allowed) {
        String allow = allowed.stream().map(Enum::name).sorted().collect(Collectors.joining(", "));
        if (allowed.contains(Route.Method.GET)) {
            allow = allow + ", HEAD";
        }
        Refusal refusal = Refusal.of(ErrorCode.METHOD_NOT_ALLOWED, "This path takes only " + allow + ".");
        String header = allow;
        return turnAway(request, refusal).thenApply(response -> response.addHeader(Answers.header("Allow", header)));
    }

    private CompletionStage<HttpResponse> turnAway(HttpRequest request, Refusal refusal) {
        metrics.turnedAway(refusal.code());
        return bodies.throwAway(request)
                .thenApply(done -> Answers.refusal(refusal, request.getUri().path()));
    }

    /** For tests and documentation: every route there is. */
    public List<Route> routes() {
        return router.routes();
    }

    /** Every code that an answer may carry. */
    public static List<ErrorCode> errorCodes() {
        return Arrays.asList(ErrorCode.values());
    }
}
