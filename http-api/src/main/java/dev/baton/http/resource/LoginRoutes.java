package dev.baton.http.resource;

import dev.baton.actors.connector.login.Logins;
import dev.baton.actors.connector.login.Logins.Step;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Where a browser goes of somebody who allows an agent to use a server, and where it comes back (OAuth). */
final class LoginRoutes {

    private final Logins logins;
    private final Admission admission;

    LoginRoutes(Logins logins, Admission admission) {
        this.logins = logins;
        this.admission = admission;
    }

    List<Route> routes() {
        return List.of(
                Route.get(Logins.PATH + "/{ticket}", this::begin),
                Route.get(Logins.CALLBACK, this::complete),
                Route.get(Logins.DOCUMENT, this::document));
    }

    private CompletionStage<HttpResponse> begin(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : logins.begin(exchange.path(0)).thenApply(step -> answer(exchange, step));
    }

    /** Authorization servers may say more than is asked for. */
    private CompletionStage<HttpResponse> complete(Exchange exchange) {
        Map<String, List<String>> said = exchange.query().all();
        String state = first(said, "state");
        Optional<Refusal> refusal = state == null
                ? Optional.of(Refusal.of(
                        ErrorCode.LOGIN_REFUSED,
                        "The way back has no 'state'.",
                        "Open the address again that the question has given."))
                : admission.ofWrite();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : logins.complete(new Logins.Answer(
                                state == null ? "" : state,
                                first(said, "code"),
                                first(said, "iss"),
                                first(said, "error")))
                        .thenApply(step -> answer(exchange, step));
    }

    private static @Nullable String first(Map<String, List<String>> said, String name) {
        List<String> values = said.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : null;
    }

    private static HttpResponse answer(Exchange exchange, Step step) {
        return switch (step) {
            case Step.Go go ->
                Answers.empty(302)
                        .addHeader(Answers.header("Location", go.to().toString()))
                        .addHeader(Answers.header("Referrer-Policy", "no-referrer"));
            case Step.Done done ->
                Answers.bytes(
                        200,
                        ContentTypes.TEXT_PLAIN_UTF8,
                        ByteString.fromString("The agent " + done.agent()
                                + " may use it from now on. If Baton has asked you to allow it, answer there now.\n"));
            case Step.Failed failed ->
                exchange.refusal(Refusal.of(
                        ErrorCode.LOGIN_REFUSED,
                        "It cannot be allowed so: " + failed.reason() + ".",
                        failed.again()
                                ? "Try again in a while."
                                : "If the reason is gone, open the address again that the question has given."));
        };
    }

    private CompletionStage<HttpResponse> document(Exchange exchange) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : Answers.now(Answers.json(200, out -> out.writeTree(logins.document())));
    }
}
