package dev.baton.persistence.journal;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.port.RunIndexRow;
import dev.baton.actors.port.SideWrites;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Commits of runs, as the engine makes them. */
final class Commits {

    private static final Instant AT = Instant.parse("2026-11-01T10:00:00.123Z");

    private Commits() {}

    static Commit started(String run, String text) {
        Payload input = new Payload(new TextNode(text));
        return new Commit(
                "default",
                "dev",
                Principal.ANONYMOUS,
                AT,
                "start",
                1,
                List.of(
                        new RunEvent.RunStarted(run, "flow", 1, "d", input, Map.of("a", "b"), 0, null, "q", null),
                        new RunEvent.StepStarted("a", "", "a", new Value.RunInput())),
                side(run, "running"));
    }

    static Commit completed(String run, long firstEvent) {
        return new Commit(
                "default",
                "dev",
                Principal.SYSTEM,
                AT,
                "result",
                firstEvent,
                List.of(new RunEvent.RunCompleted(new Value.Inline(new Payload(new TextNode("done"))))),
                side(run, "completed"));
    }

    static Commit signals(String run, long firstEvent, int count) {
        List<RunEvent> events = Stream.<RunEvent>generate(() -> new RunEvent.SignalReceived("s", Payload.NULL, null))
                .limit(count)
                .toList();
        return new Commit("default", "dev", Principal.SYSTEM, AT, "signal:s", firstEvent, events, null);
    }

    static Commit turned(String run, long firstEvent, Contents contents) {
        return new Commit(
                "default",
                "dev",
                Principal.SYSTEM,
                AT,
                "result",
                firstEvent,
                List.of(new RunEvent.AttemptProgressed(
                        "a", run + "~1", 1, Payload.NULL, contents, List.of(), Usage.NONE, null)),
                null);
    }

    /** As it is read back: what was written beside it is not part of it. */
    static Commit stored(Commit commit) {
        return new Commit(
                commit.tenant(),
                commit.environment(),
                commit.by(),
                commit.at(),
                commit.cause(),
                commit.firstEvent(),
                commit.events(),
                null);
    }

    private static SideWrites side(String run, String status) {
        RunIndexRow index = new RunIndexRow(
                "default",
                run,
                "dev",
                "flow",
                1,
                "d",
                status,
                Map.of("a", "b"),
                0,
                null,
                null,
                AT,
                AT,
                status.equals("completed") ? AT : null,
                null,
                null);
        return new SideWrites(index, List.of(), List.of(), List.of());
    }
}
