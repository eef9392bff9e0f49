package dev.baton.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.pattern.AgentStep;
import dev.baton.actors.pattern.RetryPolicy;
import dev.baton.actors.pattern.SequenceStep;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Outcome;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunDecider;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.Step;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.WorkflowPlan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a long conversation costs in the journal: each turn is stored once, whatever the model read before it. */
final class TurnsSizeTest {

    private static final int TURNS = 100;
    private static final int RESULT_CHARS = 5 * 1024;
    private static final int INLINE_BYTES_MAX = 16 * 1024;
    private static final int JOURNAL_BYTES_MAX = 2 * 1024 * 1024;

    private final CommitCodec codec = new CommitCodec(PayloadCodec.IDENTITY, INLINE_BYTES_MAX, Formats.all());
    private final RunDecider decider = new RunDecider(WorkflowPlan.of(
            SequenceStep.root(List.of(new AgentStep(
                    "a", Step.StepSettings.DEFAULT, "model", null, null, RetryPolicy.DEFAULT, List.of()))),
            null,
            null));
    private RunState state = RunState.EMPTY;
    private long journalBytes;
    private long storedBytes;

    @Test
    void aRunOfAHundredTurnsStaysSmall() {
        send(new RunCommand.Start("r", "w", 1, "d", Payload.NULL, Map.of(), 0, null, "q", null));
        for (int turn = 1; turn <= TURNS; turn++) {
            send(new RunCommand.RecordResult(attempt(), turn(turn)));
            if (turn < TURNS) {
                String result = ("result " + turn + " ").repeat(RESULT_CHARS).substring(0, RESULT_CHARS);
                send(new RunCommand.RecordResult(
                        attempt(),
                        new AttemptResult.Succeeded(new Payload(TextNode.valueOf(result)), Usage.NONE, null)));
            }
        }

        assertThat(state.ended()).isTrue();
        assertThat(journalBytes + storedBytes).isBetween((long) TURNS * RESULT_CHARS, (long) JOURNAL_BYTES_MAX);
    }

    /** As the connector for models records it: a thought of 400 characters and a call with arguments. */
    private static AttemptResult turn(int number) {
        ObjectNode record = JsonNodeFactory.instance.objectNode();
        record.put("model", "gpt-oss-120b")
                .put("id", "chatcmpl-0123456789abcdef")
                .put("text", "t".repeat(400));
        ObjectNode use = record.putArray("uses").addObject();
        use.put("id", "call_0123456789abcdef").put("tool", "search").put("arguments", "{\"what\":\"" + number + "\"}");
        AttemptResult.Next next = number == TURNS
                ? new AttemptResult.Next.Done(
                        new AttemptResult.Succeeded(new Payload(TextNode.valueOf("done")), Usage.NONE, null))
                : new AttemptResult.Next.Calls(List.of(new AttemptResult.Call(
                        Callee.agent("search"), new Payload(TextNode.valueOf("what " + number)))));
        return new AttemptResult.Progressed(number, new Payload(record), new Usage(1_000, 100, 10, 900, 0), next);
    }

    /** Of the innermost that is at work. */
    private String attempt() {
        for (StepState step : state.busySteps()) {
            if (step.activity() instanceof Activity.Attempting open && open.needsWorker()) {
                return open.attempt();
            }
        }
        throw new AssertionError("nobody is at work");
    }

    private void send(RunCommand command) {
        Commit header = new Commit(
                "default",
                "dev",
                Principal.SYSTEM,
                Instant.parse("2026-11-21T10:00:00Z"),
                "result",
                state.lastEvent() + 1,
                List.of(),
                null);
        Outcome outcome = decider.decide(state, command, header);
        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        Outcome.Accepted accepted = (Outcome.Accepted) outcome;
        state = accepted.next();
        Encoded encoded = codec.encode(header.with(accepted.events()));
        journalBytes += encoded.bytes().length;
        encoded.payloads().forEach(payload -> storedBytes += payload.content().length);
    }
}
