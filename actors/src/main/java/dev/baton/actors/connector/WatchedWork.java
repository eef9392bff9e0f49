package dev.baton.actors.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AgentLine.Wire;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.connector.client.ServerSentEvents;
import dev.baton.actors.definition.Evaluation;
import dev.baton.actors.definition.Template;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What calls have in common that begin work on somebody's server and watch it until it ends: one request at a time, pauses
 * that grow, and patience with a server that cannot be asked for a while.
 */
public final class WatchedWork {

    private static final Duration POLL_MIN = Duration.ofMillis(250);
    private static final Duration POLL_MAX = Duration.ofSeconds(5);

    /** In a row: a server that cannot be asked about its work for so long has lost it. */
    private static final int MISSES_MAX = 12;

    /** For one request; whatever takes longer is asked about again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** An agent that asks more than this gets nowhere. */
    static final int TURNS_MAX = 100;

    private final AttemptRequest request;
    private final AgentLine line;
    private final AgentLine.Access access;
    private final String name;
    private final Voice voice = new Voice();
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private volatile @Nullable Sent exchange;
    private volatile boolean over;
    private final Pause wait = new Pause(ForkJoinPool.commonPool());
    private Duration pause = POLL_MIN;
    private int misses;

    public WatchedWork(AttemptRequest request, AgentLine line, AgentLine.Access access) {
        this.request = request;
        this.line = line;
        this.access = access;
        this.name = "agent " + request.agent().name();
    }

    /** An id for the work, or a part of it, that is the same for each repetition of the attempt. */
    public static String id(AttemptRequest request, String part) {
        String name = request.tenant() + "/" + request.attempt() + part;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    AttemptRequest request() {
        return request;
    }

    /** Of the agent, while it works. */
    public Voice voice() {
        return voice;
    }

    public CompletableFuture<AttemptResult> result() {
        return result;
    }

    /** Of the agent, to begin a message with. */
    public String name() {
        return name;
    }

    /** Of the turn that is under way. */
    public int turn() {
        return request.turns().size() + 1;
    }

    /** A defect in this part ends the call, wherever it shows. */
    public void guarded(Runnable part) {
        try {
            part.run();
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Nobody here waits any more. */
    public void leave() {
        over = true;
        Sent open = exchange;
        if (open != null) {
            open.cancel();
        }
    }

    /** Nobody waits any more. @param off calls the work off; null if nothing is begun, or there is no way */
    public void cancel(@Nullable Wire off) {
        leave();
        if (off != null && !result.isDone()) {
            tell(off);
        }
        fail(ErrorKind.CANCELLED, "the call was cancelled");
    }

    /** A request of which nobody wants to know what came of it. */
    public void tell(Wire wire) {
        line.send(request, access, wire, PATIENCE, ignored -> {});
    }

    /** Listens to what the server says by itself, for no longer than {@code atMost}. @return null if it was not asked */
    public @Nullable Sent follow(Wire wire, Duration atMost, AgentLine.Follower follower) {
        return line.follow(request, access, wire, least(left(), atMost), follower);
    }

    /** What the definition makes of the attempt, or its input; empty if that has failed. */
    public Optional<JsonNode> input(@Nullable Template template) {
        if (template == null) {
            return Optional.of(request.input().json());
        }
        return switch (template.evaluate(new AttemptScope(request))) {
            case Evaluation.Value(JsonNode made) -> Optional.of(made);
            case Evaluation.Failed failed -> {
                fail(ErrorKind.BUG, "the input of " + name + ": " + failed.message());
                yield Optional.empty();
            }
        };
    }

    /** A short question, whose answer is there at once. */
    public void ask(Wire wire, Consumer<Heard.Nothing> otherwise, Consumer<JsonNode> then) {
        ask(wire, least(left(), PATIENCE), otherwise, then);
    }

    /** A request that is answered when the work is done. */
    public void work(Wire wire, Consumer<Heard.Nothing> otherwise, Consumer<JsonNode> then) {
        ask(wire, left(), otherwise, then);
    }

    /** As {@link #work}, for an answer that may be a stream. @param then what the answer was, or null after a stream */
    public void events(
            Wire wire,
            Consumer<ServerSentEvents.Event> each,
            Consumer<Heard.Nothing> otherwise,
            Consumer<JsonNode> then) {
        under(line.events(
                request,
                access,
                wire,
                left(),
                event -> guarded(() -> {
                    if (!over) {
                        each.accept(event);
                    }
                }),
                receiver(otherwise, then)));
    }

    private Duration left() {
        return Duration.between(line.clock().instant(), request.deadline());
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void ask(Wire wire, Duration patience, Consumer<Heard.Nothing> otherwise, Consumer<JsonNode> then) {
        under(line.send(request, access, wire, patience, receiver(otherwise, then)));
    }

    private Consumer<Heard> receiver(Consumer<Heard.Nothing> otherwise, Consumer<JsonNode> then) {
        return heard -> guarded(() -> {
            if (!over) {
                switch (heard) {
                    case Heard.Json json -> then.accept(json.body());
                    case Heard.Nothing nothing -> otherwise.accept(nothing);
                }
            }
        });
    }

    private void under(@Nullable Sent open) {
        exchange = open;
        if (over && open != null) {
            open.cancel();
        }
    }

    /** Where nothing is known to be begun, or the same again is safe, here or elsewhere. */
    public void failFirst(Heard.Nothing nothing) {
        failFirst(nothing, "");
    }

    /** @param about what was asked for, if it was not the work */
    public void failFirst(Heard.Nothing nothing, String about) {
        String message = name + ": " + about + nothing.reason();
        if (nothing.lost() == null) {
            fail(nothing, message);
        } else {
            result.completeExceptionally(new AgentConnector.TransientFault(message, nothing.lost()));
        }
    }

    /** The server could not be asked about its work: it is asked again, until it has lost it. */
    public void missed(Heard.Nothing nothing, Runnable again) {
        misses++;
        if (nothing.again() && misses < MISSES_MAX) {
            later(again);
        } else {
            fail(nothing, name + ": " + nothing.reason());
        }
    }

    /** The server could be asked. */
    public void heard() {
        misses = 0;
    }

    public void later(Runnable again) {
        Duration wait = pause;
        pause = least(pause.multipliedBy(3).dividedBy(2), POLL_MAX);
        later(wait, again);
    }

    /** Of a server that says by itself when there is something to ask about. */
    public void later(Duration atMost, Runnable again) {
        wait.begin(
                atMost,
                () -> guarded(() -> {
                    if (!over) {
                        again.run();
                    }
                }));
    }

    /** There is something to ask about now. */
    public void nudge() {
        wait.nudge();
    }

    /** A turn is taken, and the call goes on after it is recorded. */
    public void progressed(JsonNode record) {
        progressed(record, new Next.Again());
    }

    /**
     * A turn is taken, and somebody is asked before the call goes on.
     *
     * @param question as the server puts it
     * @return false if that has happened too often, and the work has failed
     */
    public boolean asks(JsonNode record, String whom, JsonNode question) {
        return asks(record, whom, question, JsonNodeFactory.instance.objectNode());
    }

    /** @param more for the one who is asked */
    public boolean asks(JsonNode record, String whom, JsonNode question, ObjectNode more) {
        if (turn() >= TURNS_MAX) {
            fail(ErrorKind.BUDGET, name + " asks again after " + turn() + " turns");
            return false;
        }
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.put("agent", request.agent().name());
        asked.set("question", question);
        asked.setAll(more);
        asked.set("input", request.input().json());
        progressed(record, new Next.Calls(List.of(new AttemptResult.Call(Callee.agent(whom), new Payload(asked)))));
        return true;
    }

    /** What the one who was asked has answered; empty if nobody has, and that has failed. */
    public Optional<JsonNode> answer(AgentTurn.Past past, @Nullable String whom) {
        AgentTurn.Result answer = past.results().getFirst();
        if (answer.output() != null) {
            return Optional.of(answer.output().json());
        }
        RunError why = answer.error();
        fail(
                why == null ? ErrorKind.CANCELLED : why.kind(),
                name + " asked " + whom + ": " + (why == null ? "nobody answered" : why.message()));
        return Optional.empty();
    }

    private void progressed(JsonNode record, Next next) {
        result.complete(new AttemptResult.Progressed(turn(), new Payload(record), Usage.NONE, next));
    }

    public void succeed(JsonNode output, Usage usage) {
        result.complete(new AttemptResult.Succeeded(new Payload(output), usage, null));
    }

    public void fail(ErrorKind kind, String message) {
        result.complete(new AttemptResult.Failed(RunError.of(kind, message), null));
    }

    private void fail(Heard.Nothing nothing, String message) {
        result.complete(new AttemptResult.Failed(RunError.of(nothing.kind(), message), nothing.retryAfter()));
    }
}
