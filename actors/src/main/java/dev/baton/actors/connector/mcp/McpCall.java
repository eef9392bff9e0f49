package dev.baton.actors.connector.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.AgentConnector;
import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.login.Passes;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Usage;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One turn with a tool: a call, and what it comes to at once; or the watch over a task until it ends or asks something.
 * What a later turn needs is in the record of this one: {@code {task, state, asked}}.
 */
final class McpCall implements AgentConnector.Call {

    /** A server that asks more than this gets nowhere. */
    static final int TURNS_MAX = 100;

    /** Of one attempt: whoever was asked more often to allow something will not. */
    private static final int INVITATIONS_MAX = 3;

    /** In the record of a turn in which the server has asked, and waits for the answer. */
    private static final String OPEN = "open";

    /** In the record of a turn in which somebody was to allow something. */
    private static final String INVITED = "invited";

    private static final Duration POLL_MIN = Duration.ofMillis(250);
    private static final Duration POLL_MAX = Duration.ofSeconds(5);

    /** In a row: a server that cannot be asked about a task for so long has lost it. */
    private static final int MISSES_MAX = 12;

    private static final int NOT_FOUND = 404;
    private static final int INTERNAL_ERROR = -32603;

    private final Talk talk;
    private final McpAgent agent;
    private final Servers servers;
    private final OpenCalls openCalls;
    private volatile @Nullable OpenCall open;
    private volatile @Nullable Server server;
    private volatile @Nullable String task;
    private Duration pause = POLL_MIN;
    private int misses;
    private boolean renewed;

    McpCall(
            AttemptRequest request,
            McpAgent agent,
            AgentLine line,
            Passes passes,
            Servers servers,
            OpenCalls openCalls) {
        this.talk = new Talk(request, agent, line, passes);
        this.agent = agent;
        this.servers = servers;
        this.openCalls = openCalls;
    }

    @Override
    public CompletionStage<AttemptResult> result() {
        return talk.result();
    }

    @Override
    public void cancel() {
        boolean underWay = !talk.result().isDone();
        leave();
        Server spokenTo = server;
        if (underWay && spokenTo != null) {
            if (task != null) {
                talk.tell(taskRequest(spokenTo, "tasks/cancel", taskParams()));
            } else if (!spokenTo.stateless()) {
                OpenCall call = open;
                ObjectNode params =
                        JsonNodeFactory.instance.objectNode().put("requestId", call == null ? callId() : call.callId());
                talk.tell((call == null ? spokenTo : call.server())
                        .notification(agent, "notifications/cancelled", params));
            }
        }
        talk.fail(ErrorKind.CANCELLED, "the call was cancelled");
    }

    @Override
    public void leave() {
        talk.leave();
        OpenCall call = open;
        if (call != null) {
            call.leave();
        }
    }

    McpCall begin() {
        talk.whenInvited(this::invited);
        talk.guarded(() -> new Introduction(talk, servers, this::met).begin());
        return this;
    }

    /** Whoever is asked opens the address, and answers when it is done; then all that was refused is tried again. */
    private void invited(URI url) {
        List<AgentTurn.Past> turns = talk.request().turns();
        long before = turns.stream().filter(McpCall::isInvitation).count();
        if (!turns.isEmpty()
                && isInvitation(turns.getLast())
                && turns.getLast().results().getFirst().output() == null) {
            talk.fail(ErrorKind.REJECTED, "it was not allowed to use " + agent.url());
        } else if (agent.onInput() == null || before >= INVITATIONS_MAX) {
            talk.fail(
                    ErrorKind.REJECTED,
                    "somebody has to allow it first, at " + url
                            + (agent.onInput() == null ? " (connector.mcp.onInput names who is asked to)" : ""));
        } else {
            ObjectNode record = JsonNodeFactory.instance.objectNode().put(INVITED, true);
            talk.progress(
                    new Payload(record),
                    new Next.Calls(List.of(new AttemptResult.Call(
                            Callee.agent(agent.onInput()), Elicitations.invitation(url, agent, talk.request())))));
        }
    }

    private static boolean isInvitation(AgentTurn.Past turn) {
        return turn.record().json().has(INVITED);
    }

    private void met(Servers.Known known) {
        server = known.server();
        List<AgentTurn.Past> turns = talk.request().turns().stream()
                .filter(turn -> !isInvitation(turn))
                .toList();
        String objection = known.tool().objection(agent);
        if (objection != null && turns.isEmpty()) {
            servers.forget(agent);
            talk.fail(ErrorKind.POLICY, objection);
        } else if (turns.isEmpty()) {
            call(known, JsonNodeFactory.instance.objectNode());
        } else {
            goOn(known, turns.getLast());
        }
    }

    private void goOn(Servers.Known known, AgentTurn.Past past) {
        JsonNode record = past.record().json();
        task = record.path("task").textValue();
        if (record.path(OPEN).asBoolean()) {
            answerOpen(known, past);
            return;
        }
        if (past.results().isEmpty()) {
            poll();
            return;
        }
        ObjectNode answers = JsonNodeFactory.instance.objectNode();
        answers.set("inputResponses", Elicitations.responses(record.path("asked"), past.results()));
        if (task != null) {
            update(answers);
            return;
        }
        if (record.has("state")) {
            answers.set("requestState", record.get("state"));
        }
        call(known, answers);
    }

    /** @param more what the call carries besides its arguments */
    private void call(Servers.Known known, ObjectNode more) {
        JsonNode arguments = talk.request().input().json();
        if (!arguments.isObject()) {
            talk.fail(ErrorKind.REJECTED, "a tool takes an object, and the input is " + arguments.getNodeType());
            return;
        }
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("name", agent.tool());
        params.set("arguments", arguments);
        params.setAll(more);
        AgentLine.Wire wire = known.server()
                .request(
                        agent,
                        talk.request().traceparent(),
                        callId(),
                        "tools/call",
                        params,
                        agent.tool(),
                        headers(known.tool(), arguments));
        if (known.server().stateless() || agent.onInput() == null) {
            talk.call(wire, heard -> ended(known, heard));
        } else {
            OpenCall call = new OpenCall(talk, known.server());
            call.begin(wire, callId());
            listen(known, call);
        }
    }

    private void ended(Servers.Known known, Heard heard) throws Unusable {
        switch (heard) {
            case Heard.Json answer -> answered(answer.body());
            case Heard.Nothing nothing -> unanswered(known, nothing);
        }
    }

    private void listen(Servers.Known known, OpenCall call) {
        open = call;
        call.listen(new OpenCall.Listener() {
            @Override
            public void asked(JsonNode question) {
                talk.guarded(() -> McpCall.this.asked(known, call, question));
            }

            @Override
            public void ended(Heard heard) {
                talk.guarded(() -> McpCall.this.ended(known, heard));
            }
        });
    }

    /** A question while the call is under way: answered at once if it was answered before, else put to somebody. */
    private void asked(Servers.Known known, OpenCall call, JsonNode question) {
        String method = question.path("method").asText();
        ObjectNode said = method.equals("ping")
                ? JsonNodeFactory.instance.objectNode()
                : Elicitations.said(question, talk.request().turns());
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.set("question", question);
        if (said == null && Elicitations.problem(asked) == null) {
            ObjectNode record = JsonNodeFactory.instance.objectNode().put(OPEN, true);
            record.set("asked", asked);
            // First, for the next turn may come at once.
            openCalls.hold(talk.request(), call);
            asks(asked, new Payload(record));
            return;
        }
        if (said == null) {
            call.refuse(question.path("id"), method);
        } else {
            call.answer(question.path("id"), said);
        }
        listen(known, call);
    }

    /** The call may still be open here; elsewhere, and after a while, the tool is called again and hears the same. */
    private void answerOpen(Servers.Known known, AgentTurn.Past past) {
        OpenCall call = openCalls.take(talk.request());
        if (call == null) {
            call(known, JsonNodeFactory.instance.objectNode());
            return;
        }
        JsonNode asked = past.record().json().path("asked");
        ObjectNode responses = Elicitations.responses(asked, past.results());
        call.answer(asked.at("/question/id"), (ObjectNode) responses.get("question"));
        listen(known, call);
    }

    private Map<String, String> headers(ServerTool tool, JsonNode arguments) {
        Map<String, String> headers = tool.headers(arguments);
        headers.put("Idempotency-Key", talk.request().attempt());
        return headers;
    }

    /** Another one for each call of an attempt. */
    private int callId() {
        return 1_000 + talk.number();
    }

    /** A server may have forgotten its session: then it is begun anew, once. */
    private void unanswered(Servers.Known known, Heard.Nothing nothing) throws Unusable {
        boolean forgotten = known.server().session() != null && nothing.reason().contains(" " + NOT_FOUND);
        if (forgotten && !renewed) {
            renewed = true;
            servers.forget(agent);
            new Introduction(talk, servers, this::met).begin();
        } else {
            talk.fail(nothing);
        }
    }

    private void answered(JsonNode body) throws Unusable {
        JsonNode result = body.path("result");
        if (body.path("error").isObject()) {
            refused(body.get("error"));
            return;
        }
        switch (result.path("resultType").asText("complete")) {
            case "complete" -> complete(result);
            case "task" -> {
                task = result.path("taskId").textValue();
                if (task == null) {
                    throw new Unusable("its task has no taskId");
                }
                talk.progress(record(null, null), new Next.Again());
            }
            case "input_required" ->
                asks(result.path("inputRequests"), record(result.get("requestState"), result.path("inputRequests")));
            default -> throw new Unusable("its result is a " + result.path("resultType"));
        }
    }

    private void refused(JsonNode error) {
        servers.forget(agent);
        int code = error.path("code").asInt();
        talk.fail(
                code == INTERNAL_ERROR ? ErrorKind.UNAVAILABLE : ErrorKind.REJECTED,
                "it refused: " + error.path("message").asText("no reason") + " (" + code + ")");
    }

    private void complete(JsonNode result) throws Unusable {
        JsonNode output = Contents.output(result);
        if (result.path("isError").asBoolean()) {
            talk.fail(ErrorKind.REJECTED, "the tool failed: " + Contents.shown(output));
        } else {
            talk.result().complete(new AttemptResult.Succeeded(new Payload(output), Usage.NONE, null));
        }
    }

    private void asks(JsonNode requests, Payload record) {
        String problem = Elicitations.problem(requests);
        if (agent.onInput() == null || problem != null) {
            talk.fail(
                    ErrorKind.REJECTED,
                    problem == null
                            ? "it asks: " + Elicitations.shown(requests)
                                    + " (connector.mcp.onInput names an agent or a person who answers)"
                            : problem);
            return;
        }
        if (talk.number() >= TURNS_MAX) {
            talk.fail(ErrorKind.BUDGET, "it asks again after " + talk.number() + " turns");
            return;
        }
        Callee person = Callee.agent(agent.onInput());
        talk.progress(
                record,
                new Next.Calls(Elicitations.questions(requests, talk.request()).stream()
                        .map(question -> new AttemptResult.Call(person, question))
                        .toList()));
    }

    private Payload record(@Nullable JsonNode state, @Nullable JsonNode asked) {
        ObjectNode record = JsonNodeFactory.instance.objectNode().put("task", task);
        if (state != null) {
            record.set("state", state);
        }
        if (asked != null) {
            record.set("asked", asked);
        }
        return new Payload(record);
    }

    private ObjectNode taskParams() {
        return JsonNodeFactory.instance.objectNode().put("taskId", task);
    }

    private AgentLine.Wire taskRequest(Server to, String method, ObjectNode params) {
        return to.request(agent, talk.request().traceparent(), callId(), method, params, task, Map.of());
    }

    private Server server() {
        Server known = server;
        if (known == null) {
            throw new IllegalStateException("nobody was asked yet");
        }
        return known;
    }

    private void update(ObjectNode answers) {
        talk.ask(taskRequest(server(), "tasks/update", taskParams().setAll(answers)), heard -> {
            switch (heard) {
                case Heard.Json answer
                when answer.body().path("error").isObject() ->
                    refused(answer.body().get("error"));
                case Heard.Json ignored -> talk.progress(record(null, null), new Next.Again());
                case Heard.Nothing nothing -> talk.fail(nothing);
            }
        });
    }

    private void poll() {
        talk.ask(taskRequest(server(), "tasks/get", taskParams()), heard -> {
            switch (heard) {
                case Heard.Json answer
                when answer.body().path("error").isObject() ->
                    refused(answer.body().get("error"));
                case Heard.Json answer -> {
                    misses = 0;
                    moved(answer.body().path("result"));
                }
                case Heard.Nothing nothing -> {
                    misses++;
                    if (nothing.again() && misses < MISSES_MAX) {
                        later();
                    } else {
                        talk.fail(nothing);
                    }
                }
            }
        });
    }

    private void later() {
        Duration wait = pause;
        pause = pause.multipliedBy(3).dividedBy(2);
        pause = pause.compareTo(POLL_MAX) > 0 ? POLL_MAX : pause;
        talk.later(wait, this::poll);
    }

    private void moved(JsonNode now) throws Unusable {
        switch (now.path("status").asText()) {
            case "working" -> later();
            case "completed" -> complete(now.path("result"));
            case "failed" ->
                talk.fail(
                        ErrorKind.UNAVAILABLE,
                        "its task failed: " + now.at("/error/message").asText("no reason"));
            case "cancelled" -> talk.fail(ErrorKind.CANCELLED, "its task was cancelled");
            case "input_required" -> {
                JsonNode requests = now.path("inputRequests");
                if (isAnswered(requests)) {
                    later();
                } else {
                    asks(requests, record(null, requests));
                }
            }
            default -> throw new Unusable("its task has the status " + now.path("status"));
        }
    }

    /** A task that was just answered may still show what it has asked. */
    private boolean isAnswered(JsonNode requests) {
        return talk.request().turns().stream()
                .anyMatch(turn -> !turn.results().isEmpty()
                        && turn.record().json().path("asked").equals(requests));
    }
}
