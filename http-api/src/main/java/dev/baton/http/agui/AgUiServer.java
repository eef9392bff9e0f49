package dev.baton.http.agui;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.catalog.WorkflowStarts;
import dev.baton.actors.definition.CanonicalJson;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.RunState;
import dev.baton.http.Services;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Fault;
import dev.baton.http.exchange.Handler;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.exchange.Route;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatch;
import dev.baton.http.follow.RunWatches;
import dev.baton.http.resource.Admission;
import dev.baton.http.resource.RunIds;
import dev.baton.http.rpc.LiveAnswers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/workflows/{name}/ag-ui} starts a run for a user interface, {@code POST /v1/runs/{id}/ag-ui} follows one
 * that is there; both take the answers to what was asked before, and show the run from then on.
 */
public final class AgUiServer {

    private final Runs runs;
    private final WorkflowStarts starts;
    private final Admission admission;
    private final InstantSource clock;
    private final RunWatches watches;
    private final Questions questions;
    private final Interrupts interrupts;
    private final LiveAnswers live;

    public AgUiServer(Services services, RunWatches watches, Questions questions, LiveAnswers live) {
        this.runs = services.runs();
        this.starts = services.starts();
        this.admission = services.admission();
        this.clock = services.clock();
        this.watches = watches;
        this.questions = questions;
        this.interrupts = new Interrupts(services.seal());
        this.live = live;
    }

    public List<Route> routes() {
        return List.of(
                Route.post("/v1/workflows/{name}/ag-ui", Route.Content.JSON, read(this::ofWorkflow)),
                Route.post("/v1/runs/{id}/ag-ui", Route.Content.JSON, read(this::ofRun)));
    }

    private Handler read(BiFunction<Exchange, RunInput, CompletionStage<HttpResponse>> next) {
        return exchange -> {
            Optional<Refusal> refusal =
                    exchange.query().refusal().or(() -> admission.ofStart(exchange.tenant(), exchange.principal()));
            return refusal.isPresent()
                    ? exchange.refuse(refusal.get())
                    : exchange.json(body -> switch (RunInput.read(body)) {
                        case RunInput.Read.Of of -> next.apply(exchange, of.input());
                        case RunInput.Read.Unfit unfit -> exchange.refuse(unfit.refusal());
                    });
        };
    }

    private CompletionStage<HttpResponse> ofRun(Exchange exchange, RunInput asked) {
        String id = exchange.path(0);
        if (!RunIds.isOne(id)) {
            return exchange.refuse(Refusal.of(ErrorCode.RUN_NOT_FOUND, "There is no run " + id + "."));
        }
        RunKey run = exchange.run(id);
        return runs.get(run).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Refused refused -> exchange.refuse(Failures.refusal(refused.rejection()));
            case Runs.Reply.Done ignored ->
                asked.resume().isEmpty() ? follow(exchange, asked, run) : resume(exchange, asked, run);
        });
    }

    private CompletionStage<HttpResponse> ofWorkflow(Exchange exchange, RunInput asked) {
        return asked.resume().isEmpty() ? start(exchange, asked) : resume(exchange, asked, null);
    }

    private CompletionStage<HttpResponse> start(Exchange exchange, RunInput asked) {
        String workflow = exchange.path(0);
        String name = "ag-ui\n" + asked.thread() + "\n" + asked.run();
        RunKey run = exchange.run(RunIds.given(exchange.tenant(), null, name, clock.instant()));
        String digest = CanonicalJson.digest(
                JsonNodeFactory.instance.objectNode().put("workflow", workflow).set("input", asked.input()));
        return starts.start(
                        new WorkflowStarts.Wanted(run, workflow, null, asked.input(), Map.of(), digest),
                        exchange.principal(),
                        "ag-ui")
                .thenCompose(result -> switch (result) {
                    case WorkflowStarts.Result.Started ignored -> follow(exchange, asked, run);
                    case WorkflowStarts.Result.NoWorkflow none ->
                        exchange.refuse(Refusal.of(
                                ErrorCode.WORKFLOW_NOT_FOUND,
                                none.message(),
                                "Apply it first: PUT /v1/workflows/{name}."));
                    case WorkflowStarts.Result.InvalidInput invalid ->
                        exchange.refuse(Refusal.of(
                                ErrorCode.INVALID_INPUT,
                                "The input does not match the schema of " + workflow
                                        + "; forwardedProps.input, if it is there, is the whole input.",
                                invalid.violations().stream()
                                        .map(violation -> Fault.at("/forwardedProps/input", "schema", violation))
                                        .toList()));
                    case WorkflowStarts.Result.Refused refused ->
                        exchange.refuse(Failures.refusal(refused.rejection()));
                });
    }

    /** @param only the run that the answers must be for; null for that which they say */
    private CompletionStage<HttpResponse> resume(Exchange exchange, RunInput asked, @Nullable RunKey only) {
        @Nullable RunKey run = only;
        CompletionStage<Optional<Refusal>> told = CompletableFuture.completedFuture(Optional.empty());
        for (int i = 0; i < asked.resume().size(); i++) {
            RunInput.Resume answer = asked.resume().get(i);
            String place = "/resume/" + i;
            Optional<Interrupts.Asked> question = interrupts.asked(exchange.tenant(), answer.interrupt());
            if (question.isEmpty()) {
                return exchange.refuse(
                        unusable(place + "/interruptId", "is none that was given out here, or has expired"));
            }
            RunKey its = exchange.run(question.get().run());
            if (run != null && !run.equals(its)) {
                return exchange.refuse(unusable(place + "/interruptId", "is of another run"));
            }
            run = its;
            told = told.thenCompose(problem -> problem.isPresent()
                    ? CompletableFuture.completedFuture(problem)
                    : answer(exchange, its, question.get().question(), answer, place));
        }
        RunKey of = Objects.requireNonNull(run);
        return told.thenCompose(
                problem -> problem.isPresent() ? exchange.refuse(problem.get()) : follow(exchange, asked, of));
    }

    /** What is not asked any more is answered already. */
    private CompletionStage<Optional<Refusal>> answer(
            Exchange exchange, RunKey run, String key, RunInput.Resume answer, String place) {
        return runs.get(run).thenCompose(reply -> switch (reply) {
            case Runs.Reply.Refused refused -> done(Failures.refusal(refused.rejection()));
            case Runs.Reply.Done found ->
                open(found.state(), exchange, key)
                        .map(question -> answer(exchange, run, question, answer, place))
                        .orElseGet(() -> done(null));
        });
    }

    private Optional<Question> open(RunState state, Exchange exchange, String key) {
        return questions.open(state, exchange.principal()).stream()
                .filter(question -> question.key().equals(key))
                .findFirst();
    }

    private CompletionStage<Optional<Refusal>> answer(
            Exchange exchange, RunKey run, Question question, RunInput.Resume answer, String place) {
        return switch (Interrupts.said(question, answer)) {
            case Interrupts.Said.Nothing ignored -> done(null);
            case Interrupts.Said.Unusable no -> done(unusable(place + "/payload", no.why()));
            case Interrupts.Said.Command command ->
                runs.tell(run, command.command(), exchange.principal(), "ag-ui").thenApply(reply -> switch (reply) {
                    case Runs.Reply.Done ignored -> Optional.empty();
                    case Runs.Reply.Refused refused -> Optional.of(Failures.refusal(refused.rejection()));
                });
        };
    }

    private static CompletionStage<Optional<Refusal>> done(@Nullable Refusal problem) {
        return CompletableFuture.completedFuture(Optional.ofNullable(problem));
    }

    private static Refusal unusable(String place, String why) {
        return Refusal.of(
                ErrorCode.INVALID_FIELD, "An answer cannot be used.", List.of(Fault.at(place, "out-of-range", why)));
    }

    private CompletionStage<HttpResponse> follow(Exchange exchange, RunInput asked, RunKey run) {
        RunWatch watch = watches.open(run);
        AgUiTalk talk = new AgUiTalk(asked, watch, watches, questions, interrupts, exchange.principal());
        @Nullable HttpResponse stream = live.open(talk);
        if (stream == null) {
            watch.close();
            return exchange.refuse(live.full());
        }
        return Answers.now(stream);
    }
}
