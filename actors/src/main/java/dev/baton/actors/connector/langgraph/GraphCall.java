package dev.baton.actors.connector.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.AttemptScope;
import dev.baton.actors.connector.client.Exchange;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn with a graph: a run is begun on the attempt's thread, or watched until it ends or asks something. What a later
 * turn needs is in the record of this one: {@code {run, asked}}, where {@code asked} holds the ids of what it asks.
 */
final class GraphCall implements AgentConnector.Call {

    /** A graph that asks more than this gets nowhere. */
    static final int TURNS_MAX = 100;

    private static final Duration POLL_MIN = Duration.ofMillis(250);
    private static final Duration POLL_MAX = Duration.ofSeconds(5);

    /** In a row: a server that cannot be asked about a run for so long has lost it. */
    private static final int MISSES_MAX = 12;

    /** For one request; whatever takes longer is asked about again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AttemptRequest request;
    private final GraphAgent agent;
    private final GraphApi api;
    private final AgentLine line;
    private final String name;
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private volatile @Nullable Exchange exchange;
    private volatile boolean over;
    private volatile @Nullable String run;
    private Duration pause = POLL_MIN;
    private int misses;

    GraphCall(AttemptRequest request, GraphAgent agent, AgentLine line) {
        this.request = request;
        this.agent = agent;
        this.api = GraphApi.of(agent, request.tenant(), request.attempt());
        this.line = line;
        this.name = "agent " + request.agent().name();
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return result;
    }

    @Override
    public void cancel() {
        leave();
        String open = run;
        if (open != null && !result.isDone()) {
            callOff(open);
        }
        fail(ErrorKind.CANCELLED, "the call was cancelled");
    }

    private void callOff(String open) {
        line.send(request, agent.access(), api.cancel(open), PATIENCE, ignored -> {});
    }

    @Override
    public void leave() {
        over = true;
        Exchange open = exchange;
        if (open != null) {
            open.cancel();
        }
    }

    GraphCall begin() {
        guarded(() -> {
            if (request.turns().isEmpty()) {
                begin(request.attempt());
            } else {
                goOn(request.turns().getLast());
            }
        });
        return this;
    }

    /** A defect here ends the call, wherever it shows. */
    private void guarded(Runnable part) {
        try {
            part.run();
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    private void begin(String mark) {
        JsonNode input = request.input().json();
        if (agent.input() != null) {
            switch (agent.input().evaluate(new AttemptScope(request))) {
                case Evaluation.Value(JsonNode made) -> input = made;
                case Evaluation.Failed failed -> {
                    fail(ErrorKind.BUG, "the input of " + name + ": " + failed.message());
                    return;
                }
            }
        }
        JsonNode given = input;
        ask(api.makeThread(mark), this::failFirst, ignored -> startOnce(mark, "input", given));
    }

    private void goOn(AgentTurn.Past past) {
        JsonNode record = past.record().json();
        String known = record.path("run").asText();
        run = known;
        if (past.results().isEmpty()) {
            watch(known);
            return;
        }
        AgentTurn.Result answer = past.results().getFirst();
        if (answer.output() == null) {
            RunError why = answer.error();
            fail(
                    why == null ? ErrorKind.CANCELLED : why.kind(),
                    name + " asked " + agent.onInterrupt() + ": " + (why == null ? "nobody answered" : why.message()));
            return;
        }
        ObjectNode command = JsonNodeFactory.instance.objectNode();
        command.set("resume", answer.output().json());
        startOnce(request.attempt() + "-" + number(), "command", command);
    }

    /** A request whose answer was lost has begun a run, too. */
    private void startOnce(String mark, String work, JsonNode value) {
        ask(api.runs(), this::failFirst, runs -> {
            String begun = GraphApi.begun(runs, mark);
            if (begun == null) {
                ask(api.start(mark, work, value), this::failFirst, started -> begun(started.path("run_id")));
            } else {
                progressed(begun);
            }
        });
    }

    private void begun(JsonNode id) {
        if (id.isTextual()) {
            progressed(id.textValue());
        } else {
            fail(ErrorKind.INVALID_OUTPUT, name + " began a run without saying which");
        }
    }

    private void progressed(String begun) {
        run = begun;
        result.complete(new AttemptResult.Progressed(
                number(),
                new Payload(JsonNodeFactory.instance.objectNode().put("run", begun)),
                Usage.NONE,
                new Next.Again()));
    }

    private int number() {
        return request.turns().size() + 1;
    }

    private void watch(String open) {
        ask(api.run(open), this::missed, now -> {
            misses = 0;
            switch (now.path("status").asText()) {
                case "pending", "running" -> later(open);
                case "error", "timeout" -> ask(api.join(open), this::missed, this::failed);
                case "success" -> ask(api.state(), this::missed, state -> ended(open, state));
                // By somebody else: this call would be over.
                case "interrupted" -> fail(ErrorKind.CANCELLED, name + ": the run " + open + " was cancelled");
                default ->
                    fail(
                            ErrorKind.INVALID_OUTPUT,
                            name + ": the run " + open + " has the status " + now.path("status"));
            }
        });
    }

    private void failed(JsonNode joined) {
        JsonNode error = joined.path("__error__");
        String message = error.path("message").asText(error.isMissingNode() ? "it did not say why" : error.toString());
        fail(ErrorKind.UNAVAILABLE, name + " failed: " + message);
    }

    /** A run that has ended well may have ended because it asks something: that is known by the thread. */
    private void ended(String open, JsonNode state) {
        switch (state.path("status").asText()) {
            case "interrupted" -> asks(open, questions(state.path("interrupts")));
            case "busy" -> later(open);
            default -> {
                JsonNode output = state.path("values").at(agent.output());
                if (output.isMissingNode()) {
                    fail(ErrorKind.INVALID_OUTPUT, name + " ended in a state without " + agent.output());
                } else {
                    result.complete(new AttemptResult.Succeeded(new Payload(output), Usage.NONE, null));
                }
            }
        }
    }

    /** The server groups them by the task that asks. */
    private static ArrayNode questions(JsonNode interrupts) {
        ArrayNode questions = JsonNodeFactory.instance.arrayNode();
        interrupts.forEach(ofTask -> ofTask.forEach(interrupt -> {
            ObjectNode question = questions.addObject();
            question.set("id", interrupt.has("id") ? interrupt.get("id") : interrupt.path("interrupt_id"));
            question.set("value", interrupt.path("value"));
        }));
        return questions;
    }

    private void asks(String open, ArrayNode questions) {
        // Several can only be answered by their ids.
        JsonNode question = questions.size() == 1 ? questions.get(0).path("value") : questions;
        if (agent.onInterrupt() == null) {
            fail(
                    ErrorKind.REJECTED,
                    name + " asks: " + question
                            + " (connector.langgraph.onInterrupt names an agent or a person who answers)");
            return;
        }
        if (number() >= TURNS_MAX) {
            fail(ErrorKind.BUDGET, name + " asks again after " + number() + " turns");
            return;
        }
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.put("agent", request.agent().name());
        asked.set("question", question);
        asked.set("input", request.input().json());
        result.complete(new AttemptResult.Progressed(
                number(),
                new Payload(JsonNodeFactory.instance.objectNode().put("run", open)),
                Usage.NONE,
                new Next.Calls(
                        List.of(new AttemptResult.Call(Callee.agent(agent.onInterrupt()), new Payload(asked))))));
    }

    private void ask(Wire wire, Consumer<Heard.Nothing> otherwise, Consumer<JsonNode> then) {
        Duration left = Duration.between(line.clock().instant(), request.deadline());
        Exchange open = line.send(
                request,
                agent.access(),
                wire,
                left.compareTo(PATIENCE) < 0 ? left : PATIENCE,
                heard -> guarded(() -> {
                    if (!over) {
                        switch (heard) {
                            case Heard.Json json -> then.accept(json.body());
                            case Heard.Nothing nothing -> otherwise.accept(nothing);
                        }
                    }
                }));
        exchange = open;
        if (over && open != null) {
            open.cancel();
        }
    }

    /** Before anything is known to be begun: the same again is safe, here or elsewhere. */
    private void failFirst(Heard.Nothing nothing) {
        if (nothing.lost() == null) {
            result.complete(failure(nothing));
        } else {
            result.completeExceptionally(
                    new AgentConnector.TransientFault(name + ": " + nothing.reason(), nothing.lost()));
        }
    }

    private void missed(Heard.Nothing nothing) {
        misses++;
        String open = run;
        if (nothing.again() && misses < MISSES_MAX && open != null) {
            later(open);
        } else {
            result.complete(failure(nothing));
        }
    }

    private AttemptResult failure(Heard.Nothing nothing) {
        return new AttemptResult.Failed(
                RunError.of(nothing.kind(), name + ": " + nothing.reason()), nothing.retryAfter());
    }

    private void later(String open) {
        Duration wait = pause;
        pause = pause.multipliedBy(3).dividedBy(2);
        pause = pause.compareTo(POLL_MAX) > 0 ? POLL_MAX : pause;
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS, ForkJoinPool.commonPool())
                .execute(() -> guarded(() -> {
                    if (!over) {
                        watch(open);
                    }
                }));
    }

    private void fail(ErrorKind kind, String message) {
        result.complete(new AttemptResult.Failed(RunError.of(kind, message), null));
    }
}
