package dev.baton.http.resource;

import dev.baton.actors.definition.Compiled;
import dev.baton.actors.definition.Problem;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Json;
import dev.baton.http.exchange.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** How definitions of one kind are put, shown and deleted, each by the name in the path. */
final class NamedDefinitions<D> {

    /** Of what people say to others when they pause or resume something. */
    static final int NOTE_CHARS_MAX = 1_000;

    private final String kind;
    private final ErrorCode notFound;
    private final Function<Compiled, List<D>> among;
    private final Function<D, String> name;
    private final Compiler compiler;
    private final Admission admission;

    /**
     * @param kind as definitions say it
     * @param among those of this kind among all that were compiled
     */
    NamedDefinitions(
            String kind,
            ErrorCode notFound,
            Function<Compiled, List<D>> among,
            Function<D, String> name,
            Compiler compiler,
            Admission admission) {
        this.kind = kind;
        this.notFound = notFound;
        this.among = among;
        this.name = name;
        this.compiler = compiler;
        this.admission = admission;
    }

    /** Takes one definition, and answers with {@link #applied} or why it is not taken. */
    @FunctionalInterface
    interface Taker<D> {
        CompletionStage<HttpResponse> take(D definition, String source, List<Problem> problems);
    }

    private String one() {
        return kind.toLowerCase(Locale.ROOT);
    }

    Refusal unknown(String unknown) {
        return Names.unknown(notFound, one(), unknown);
    }

    CompletionStage<HttpResponse> put(Exchange exchange, Taker<D> taker) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : exchange.text(source -> compiler.compile(exchange.tenant(), source)
                        .thenCompose(compiled -> put(exchange, source, compiled, taker)));
    }

    private CompletionStage<HttpResponse> put(Exchange exchange, String source, Compiled compiled, Taker<D> taker) {
        List<D> found = among.apply(compiled);
        Optional<Refusal> refusal = Compiler.refusal(compiled)
                .or(() -> Compiler.alone(
                        exchange.path(0), one(), found.stream().map(name).toList(), compiled.size() - found.size()));
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : taker.take(found.getFirst(), source, compiled.problems());
    }

    /** @param fields what is said of it besides its kind and the warnings */
    HttpResponse applied(D definition, boolean created, List<Problem> problems, Json.Writer fields) {
        return Answers.json(created ? 201 : 200, out -> {
                    out.writeStartObject();
                    out.writeStringField("kind", kind);
                    fields.write(out);
                    DefinitionJson.writeProblems(out, "warnings", problems);
                    out.writeEndObject();
                })
                .addHeader(Answers.header("Location", "/v1/" + one() + "s/" + name.apply(definition)));
    }

    /** @param found what there is under the name */
    <T> CompletionStage<HttpResponse> get(
            Exchange exchange, Supplier<CompletionStage<Optional<T>>> found, Function<T, HttpResponse> shown) {
        Optional<Refusal> refusal = exchange.query().refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : existing(exchange, found.get(), one -> Answers.now(shown.apply(one)));
    }

    /** Goes on with what there is under the name, or refuses if there is nothing. */
    <T> CompletionStage<HttpResponse> existing(
            Exchange exchange, CompletionStage<Optional<T>> found, Function<T, CompletionStage<HttpResponse>> next) {
        return found.thenCompose(
                one -> one.isPresent() ? next.apply(one.get()) : exchange.refuse(unknown(exchange.path(0))));
    }

    /** @param deleting says whether there was one */
    CompletionStage<HttpResponse> delete(Exchange exchange, Supplier<CompletionStage<Boolean>> deleting) {
        Optional<Refusal> refusal = exchange.query().refusal().or(admission::ofWrite);
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : deleting.get()
                        .thenApply(deleted ->
                                deleted ? deleted(exchange.path(0)) : exchange.refusal(unknown(exchange.path(0))));
    }

    static HttpResponse deleted(String name) {
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeStringField("name", name);
            out.writeBooleanField("deleted", true);
            out.writeEndObject();
        });
    }
}
