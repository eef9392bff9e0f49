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
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One turn with a tool: a call, and what it comes to at once; or the watch over a task until it ends or asks something.
 * What a later turn needs is in the record of this one: {@code {task, state, asked}}.
 */
final class McpCall implements AgentConnector.Call {

    /** In the record of a turn in which the server has asked, and waits for the answer. */
    private static final String OPEN = "open";

    private static final int NOT_FOUND = 404;

    private final Talk talk;
    private final McpAgent agent;
    private final Servers servers;
    private final Outcome outcome;
    private final OpenCalls openCalls;
    private volatile @Nullable OpenCall open;
    private volatile @Nullable Server server;
    private volatile @Nullable TaskWatch task;
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
        this.outcome = new Outcome(talk, servers);
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
        TaskWatch watched = task;
        if (underWay && spokenTo != null) {
            if (watched != null) {
                talk.tell(watched.cancellation());
            } else if (!spokenTo.stateless()) {
                OpenCall call = open;
                ObjectNode params = JsonNodeFactory.instance
                        .objectNode()
                        .put("requestId", call == null ? talk.callId() : call.callId());
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
        talk.whenInvited(outcome::invited);
        talk.guarded(() -> new Introduction(talk, servers, this::met).begin());
        return this;
    }

    private void met(Servers.Known known) {
        server = known.server();
        List<AgentTurn.Past> turns = talk.request().turns().stream()
                .filter(turn -> !Outcome.isInvitation(turn))
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
        String id = record.path("task").textValue();
        TaskWatch watched = id == null ? null : new TaskWatch(talk, outcome, known.server(), id);
        task = watched;
        if (record.path(OPEN).asBoolean()) {
            answerOpen(known, past);
            return;
        }
        if (watched != null && past.results().isEmpty()) {
            watched.poll();
            return;
        }
        ObjectNode answers = JsonNodeFactory.instance.objectNode();
        answers.set("inputResponses", Elicitations.responses(record.path("asked"), past.results()));
        if (watched != null) {
            watched.update(answers);
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
                        talk.callId(),
                        "tools/call",
                        params,
                        agent.tool(),
                        headers(known.tool(), arguments));
        if (known.server().stateless() || agent.onInput() == null) {
            talk.call(wire, heard -> ended(known, heard));
        } else {
            OpenCall call = new OpenCall(talk, known.server());
            call.begin(wire, talk.callId());
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
            outcome.asks(asked, new Payload(record));
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
            outcome.refused(body.get("error"));
            return;
        }
        switch (result.path("resultType").asText("complete")) {
            case "complete" -> outcome.complete(result);
            case "task" -> {
                String id = result.path("taskId").textValue();
                if (id == null) {
                    throw new Unusable("its task has no taskId");
                }
                talk.progress(TaskWatch.record(id, null, null), new Next.Again());
            }
            case "input_required" ->
                outcome.asks(
                        result.path("inputRequests"),
                        TaskWatch.record(null, result.get("requestState"), result.path("inputRequests")));
            default -> throw new Unusable("its result is a " + result.path("resultType"));
        }
    }
}
