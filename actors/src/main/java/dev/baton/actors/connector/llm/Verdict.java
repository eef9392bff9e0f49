package dev.baton.actors.connector.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.JsonAnswers;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.AttemptResult.Next;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.Usage;
import dev.baton.config.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows on what a model said. Pure. */
final class Verdict {

    private static final String FENCE = "```";

    private final AttemptRequest request;
    private final LlmAgent agent;
    private final ToolBox tools;
    private final Conversation read;
    private final Recording recording;

    /** How the model was reached, for the record. */
    record Reached(ModelEndpoint endpoint, int tries) {}

    /** @param read what the model read before it said something */
    Verdict(AttemptRequest request, LlmAgent agent, ToolBox tools, Conversation read, Recording recording) {
        this.request = request;
        this.agent = agent;
        this.tools = tools;
        this.read = read;
        this.recording = recording;
    }

    private int number() {
        return request.turns().size() + 1;
    }

    AttemptResult.Progressed on(ModelAnswer said, Reached reached, PriceTable prices) {
        List<@Nullable String> refused =
                new ArrayList<>(Collections.nCopies(said.uses().size(), null));
        @Nullable String feedback = null;
        Next next;
        if (said.refusal() != null) {
            next = givenUp(
                    ErrorKind.REJECTED,
                    "model " + reached.endpoint().model() + " refused" + (shows() ? ": " + said.refusal() : ""));
        } else if (said.finish() == ModelAnswer.Finish.CUT) {
            next = givenUp(
                    ErrorKind.INVALID_OUTPUT,
                    "the answer of model " + reached.endpoint().model() + " was cut at "
                            + agent.options().outputTokensMax() + " tokens (maxOutputTokens)");
        } else if (!said.uses().isEmpty()) {
            next = calls(said.uses(), refused);
        } else {
            Answered answered = answered(said.text());
            feedback = answered.wrong() == null ? null : answered.wrong();
            next = answered.wrong() == null ? new Next.Done(succeeded(answered.output())) : mend(answered);
        }
        PriceTable.Price price = prices.of(reached.endpoint().model());
        TurnRecord turn = new TurnRecord(said, refused, feedback);
        ObjectNode record =
                turn.facts(reached.endpoint().model(), reached.tries(), price == null ? null : prices.version());
        Usage usage = usage(said.tokens(), price);
        if (recording == Recording.JOURNAL) {
            record.setAll(turn.contents(!(next instanceof Next.Done)));
            return new AttemptResult.Progressed(number(), new Payload(record), usage, next);
        }
        return new AttemptResult.Progressed(number(), new Payload(record), contents(turn, said), usage, next, null);
    }

    /** Whether what the model said may stand in errors, which are events. */
    private boolean shows() {
        return recording == Recording.JOURNAL;
    }

    /** With what it read first; what it reads later are its own words and what came of its calls. */
    private Contents contents(TurnRecord turn, ModelAnswer said) {
        boolean kept = recording == Recording.REFERENCE;
        ObjectNode contents = turn.contents(true);
        if (kept && request.turns().isEmpty()) {
            contents.put("instructions", read.instructions()).put("prompt", read.prompt());
        }
        if (kept && said.refusal() != null) {
            contents.put("refusal", said.refusal());
        }
        return Contents.of(contents, kept);
    }

    private Next calls(List<ToolUse> uses, List<@Nullable String> refused) {
        if (number() >= agent.turnsMax()) {
            return givenUp(
                    ErrorKind.BUDGET,
                    "agent " + request.agent().name() + " took " + number()
                            + " turns and wants more (maxTurns); its last wish was "
                            + uses.getFirst().tool());
        }
        List<AttemptResult.Call> calls = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            if (calls.size() >= ToolBox.CALLS_MAX) {
                refused.set(i, "Too many calls at once: at most " + ToolBox.CALLS_MAX + " are made.");
                continue;
            }
            switch (tools.resolve(uses.get(i))) {
                case ToolBox.Resolved.Call call -> calls.add(call.call());
                case ToolBox.Resolved.Refused no -> refused.set(i, no.why());
            }
        }
        return calls.isEmpty() ? new Next.Again() : new Next.Calls(calls);
    }

    /** @param wrong what the model is told; null if the output is good */
    private record Answered(JsonNode output, @Nullable String wrong, List<String> violations) {}

    private Answered answered(String text) {
        if (request.agent().output() == null) {
            return new Answered(
                    TextNode.valueOf(text), text.isBlank() ? "Your answer was empty. Answer." : null, List.of());
        }
        JsonNode json;
        try {
            byte[] bytes = unfenced(text).getBytes(StandardCharsets.UTF_8);
            json = JsonAnswers.parse(bytes, bytes.length);
        } catch (IOException e) {
            String reason = JsonAnswers.reason(e);
            return new Answered(
                    TextNode.valueOf(text),
                    "Your answer is not JSON: " + reason + ". Give the whole answer again, as one JSON value and"
                            + " nothing else.",
                    List.of(reason));
        }
        List<String> violations = request.agent().output().violations(json);
        return new Answered(
                json,
                violations.isEmpty()
                        ? null
                        : "Your answer does not match the JSON Schema: " + String.join("; ", violations)
                                + ". Give the whole answer again, as one JSON value and nothing else.",
                violations);
    }

    /** Many models put their JSON into a fence, whatever they are told. */
    private static String unfenced(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith(FENCE) || !stripped.endsWith(FENCE) || stripped.indexOf('\n') < 0) {
            return stripped;
        }
        int start = stripped.indexOf('\n') + 1;
        int end = stripped.length() - FENCE.length();
        return start < end ? stripped.substring(start, end).strip() : stripped;
    }

    private Next mend(Answered answered) {
        long repaired = request.turns().stream().filter(TurnRecord::hasFeedback).count();
        if (repaired < agent.repairsMax() && number() < agent.turnsMax()) {
            return new Next.Again();
        }
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        if (shows()) {
            answered.violations().forEach(details.putArray("violations")::add);
            details.set("answer", answered.output());
        }
        return new Next.GivenUp(new AttemptResult.Failed(
                new RunError(
                        ErrorKind.INVALID_OUTPUT,
                        "agent " + request.agent().name() + " gave no usable answer, also not when told so " + repaired
                                + " times" + (shows() ? ": " + answered.wrong() : ""),
                        new Payload(details)),
                null));
    }

    private static Next givenUp(ErrorKind kind, String message) {
        return new Next.GivenUp(new AttemptResult.Failed(RunError.of(kind, message), null));
    }

    private static AttemptResult.Succeeded succeeded(JsonNode output) {
        // The usage is that of the turn.
        return new AttemptResult.Succeeded(new Payload(output), Usage.NONE, null);
    }

    private static Usage usage(ModelAnswer.Tokens tokens, PriceTable.@Nullable Price price) {
        return new Usage(
                tokens.input(),
                tokens.output(),
                price == null ? 0 : price.micros(tokens.input(), tokens.cached(), tokens.output()),
                tokens.cached(),
                tokens.reasoning());
    }
}
