package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.connector.login.Passes;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt's requests to its server, one at a time, and the result that they come to. If the server wants a token, it
 * is shown one.
 */
final class Talk {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int UNAUTHORIZED = 401;

    /** A server that ends its streams more often has no answer. */
    private static final int RESUMED_MAX = 1_000;

    private final AttemptRequest request;
    private final McpAgent agent;
    private final AgentLine line;
    private final Entrance entrance;
    private final String name;
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private volatile @Nullable Sent exchange;
    private volatile @Nullable Sent ears;
    private volatile boolean over;
    private int resumed;
    private Invited invited = url -> fail(ErrorKind.REJECTED, "somebody has to allow it first, at " + url);

    Talk(AttemptRequest request, McpAgent agent, AgentLine line, @Nullable Passes passes) {
        this.request = request;
        this.agent = agent;
        this.line = line;
        this.entrance = Entrance.of(request, agent, passes);
        this.name = "agent " + request.agent().name();
    }

    AttemptRequest request() {
        return request;
    }

    McpAgent agent() {
        return agent;
    }

    CompletableFuture<AttemptResult> result() {
        return result;
    }

    /** What may go wrong with what a server says. */
    interface Part {
        void run() throws Unusable;
    }

    /** A defect here ends the call, wherever it shows. */
    void guarded(Part part) {
        try {
            part.run();
        } catch (Unusable e) {
            fail(ErrorKind.INVALID_OUTPUT, e.getMessage());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    /** Takes what was heard. */
    interface Hearing {
        void on(Heard heard) throws Unusable;
    }

    /** Takes the address at which a person has to allow the agent something. */
    interface Invited {
        void to(URI url) throws Unusable;
    }

    void whenInvited(Invited then) {
        invited = then;
    }

    /** For what a server does at once. */
    void ask(AgentLine.Wire wire, Hearing hearing) {
        Duration left = left();
        send(wire, left.compareTo(PATIENCE) < 0 ? left : PATIENCE, hearing);
    }

    /** For what may take all the time there is. */
    void call(AgentLine.Wire wire, Hearing hearing) {
        call(wire, hearing, ignored -> {});
    }

    /** @param aside hears what the server asks before it answers; must not block */
    void call(AgentLine.Wire wire, Hearing hearing, Consumer<JsonNode> aside) {
        JsonNode id =
                wire.body() == null ? MissingNode.getInstance() : wire.body().path("id");
        listen(wire, new Expected(id, aside), hearing);
    }

    /** What is waited for in a stream, besides questions. */
    private record Expected(JsonNode id, Consumer<JsonNode> aside) {

        boolean isAnswer(JsonNode message) {
            if (isQuestion(message)) {
                aside.accept(message);
                return false;
            }
            return message.path("id").equals(id) && (message.has("result") || message.has("error"));
        }
    }

    private static boolean isQuestion(JsonNode message) {
        return message.has("id") && message.has("method");
    }

    /** Hears what the server asks beside all answers, until it is {@link #deaf}. */
    void follow(AgentLine.Wire wire, Consumer<JsonNode> aside) {
        entrance.open(access -> {
            Sent open = line.follow(request, access, wire, left(), new AgentLine.Follower() {
                @Override
                public void message(JsonNode message) {
                    if (isQuestion(message)) {
                        aside.accept(message);
                    }
                }

                @Override
                public void ended(@Nullable Heard instead) {
                    // Not all servers have such a stream.
                }
            });
            ears = open;
        });
    }

    void deaf() {
        Sent open = ears;
        if (open != null) {
            open.cancel();
        }
    }

    private Duration left() {
        return Duration.between(line.clock().instant(), request.deadline());
    }

    private void send(AgentLine.Wire wire, Duration patience, Hearing hearing) {
        entrance.open(access -> under(line.send(
                request,
                access,
                wire,
                patience,
                heard -> guarded(() -> {
                    if (!over) {
                        letIn(heard, () -> send(wire, patience, hearing), hearing);
                    }
                }))));
    }

    /** @param anew what is done if the server wants a token, and there is a new one */
    private void letIn(Heard heard, Runnable anew, Hearing hearing) throws Unusable {
        CompletionStage<Passes.Entry> asked = heard instanceof Heard.Nothing nothing ? entrance.ask(nothing) : null;
        if (asked == null) {
            hearing.on(heard);
            return;
        }
        asked.whenComplete((entry, defect) -> guarded(() -> {
            if (defect != null) {
                result.completeExceptionally(defect);
            } else if (!over) {
                enter(entry, anew);
            }
        }));
    }

    private void enter(Passes.Entry entry, Runnable anew) throws Unusable {
        switch (entry) {
            case Passes.Entry.Granted ignored -> anew.run();
            case Passes.Entry.ByConsent consent -> invited.to(consent.url());
            case Passes.Entry.Refused refused ->
                fail(refused.again() ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED, refused.reason());
        }
    }

    private void under(@Nullable Sent open) {
        exchange = open;
        if (over && open != null) {
            open.cancel();
        }
    }

    private void listen(AgentLine.Wire wire, Expected expected, Hearing hearing) {
        entrance.open(access -> under(line.stream(
                request,
                access,
                wire,
                left(),
                expected::isAnswer,
                told -> guarded(() -> {
                    if (!over) {
                        hear(told, wire, expected, hearing);
                    }
                }))));
    }

    private void hear(AgentLine.Told told, AgentLine.Wire wire, Expected expected, Hearing hearing) throws Unusable {
        switch (told) {
            case AgentLine.Told.Whole whole -> letIn(whole.heard(), () -> listen(wire, expected, hearing), hearing);
            case AgentLine.Told.Cut cut -> {
                resumed++;
                if (Server.resumes(wire) && resumed <= RESUMED_MAX) {
                    later(cut.pause(), () -> listen(Server.resume(wire, cut.place()), expected, hearing));
                } else {
                    hearing.on(new Heard.Nothing(
                            ErrorKind.UNAVAILABLE, 0, "its stream ended before the answer", true, null, null));
                }
            }
        }
    }

    /** Says something to which no answer matters. */
    void tell(AgentLine.Wire wire) {
        entrance.open(access -> line.send(request, access, wire, PATIENCE, ignored -> {}));
    }

    void later(Duration pause, Part part) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, ForkJoinPool.commonPool())
                .execute(() -> guarded(() -> {
                    if (!over) {
                        part.run();
                    }
                }));
    }

    void leave() {
        over = true;
        Sent open = exchange;
        if (open != null) {
            open.cancel();
        }
    }

    void fail(ErrorKind kind, @Nullable String reason) {
        result.complete(failed(kind, reason, null));
    }

    /** It may or may not have been heard: the attempt is made again under the same id. */
    void fail(Heard.Nothing nothing) {
        if (nothing.lost() != null) {
            result.completeExceptionally(
                    new AgentConnector.TransientFault(name + ": " + nothing.reason(), nothing.lost()));
        } else {
            String hint = nothing.status() == UNAUTHORIZED ? " (connector.mcp.auth says how it gets a token)" : "";
            result.complete(failed(nothing.kind(), nothing.reason() + hint, nothing.retryAfter()));
        }
    }

    private AttemptResult failed(ErrorKind kind, @Nullable String reason, @Nullable Duration retryAfter) {
        return new AttemptResult.Failed(RunError.of(kind, name + ": " + reason), retryAfter);
    }

    void progress(Payload record, AttemptResult.Next next) {
        result.complete(new AttemptResult.Progressed(number(), record, Usage.NONE, next));
    }

    /** Of requests: another one for each turn of an attempt. */
    int callId() {
        return 1_000 + number();
    }

    /** Of the turn that is taken now. */
    int number() {
        return request.turns().size() + 1;
    }
}
