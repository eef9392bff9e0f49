package dev.baton.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.baton.actors.port.PayloadCodec;
import dev.baton.actors.run.Activity;
import dev.baton.actors.run.AgentTurn;
import dev.baton.actors.run.ApprovalTerms;
import dev.baton.actors.run.Budget;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.ChildRun;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.Cut;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Handoff;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.Memberships;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Reset;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunFold;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.StepState;
import dev.baton.actors.run.StepStatus;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class CommitCodecTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final int FIRST_LEVEL_NAMES = 97;
    private static final Instant AT = Instant.parse("2026-11-21T09:00:00.123Z");
    private static final Principal ALICE =
            new Principal(Principal.Kind.AGENT, "bot", new Principal(Principal.Kind.PERSON, "alice", null));

    private final ObjectMapper plain = new ObjectMapper();
    private final CommitCodec codec = new CommitCodec(PayloadCodec.IDENTITY, 16 * 1024, Formats.all());

    private static Payload payload(String text) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("text", text).put("whole", 3).put("share", 0.5).putNull("nothing");
        return new Payload(json);
    }

    private static final RunError ERROR = new RunError(ErrorKind.INVALID_OUTPUT, "no title", payload("body"));

    private static final ChildRun CHILD = new ChildRun(
            "r1.c1",
            "credit",
            2,
            "d2",
            AT,
            ChildRun.ParentClose.ABANDON,
            new Budget(1_000L, 2_500_000L, 7L),
            new Cut("r0.c1", AT, new Cut("q0.c1", AT, null)));

    /** As they are read when they have been deleted. */
    private static final Contents CONTENTS = new Contents("sha256:" + "0f".repeat(32), 123, true, null);

    private static List<RunEvent> samples() {
        return List.of(
                new RunEvent.RunStarted(
                        "r1",
                        "review",
                        3,
                        "d1",
                        payload("in"),
                        Map.of("domain", "legal"),
                        5,
                        AT,
                        "q1",
                        new Lineage("r0", "checks/deep", "top", 2)),
                new RunEvent.StepStarted("checks", "", "checks", new Value.RunInput()),
                new RunEvent.StepHeld("checks/a", "checks", "a", new Value.InputOf("checks")),
                new RunEvent.AttemptStarted(
                        "checks/a", "checks", "a", "r1~1", 1, "checker", new Value.OutputOf("extract"), AT),
                new RunEvent.AttemptAccepted("checks/a", "r1~1", true, payload("handle"), AT),
                new RunEvent.AttemptProgressed(
                        "checks/a",
                        "r1~1",
                        2,
                        payload("what was said"),
                        CONTENTS,
                        List.of(
                                new AgentTurn.Call("checks/a[2]/1-search", Callee.agent("search")),
                                new AgentTurn.Call("checks/a[2]/2-refund", Callee.workflow("refund", 3))),
                        new Usage(1, 2, 3, 4, 5),
                        AT),
                new RunEvent.AttemptContinued("checks/a", "r1~1"),
                new RunEvent.WorkerRestarted("checks/a", "r1~1", 1, "connection reset"),
                new RunEvent.AttemptFailed("checks/a", "r1~1", ERROR, AT, "checker", new Usage(1, 2, 3)),
                new RunEvent.WaitStarted(
                        "pause",
                        "",
                        "pause",
                        new Value.Inline(payload("w")),
                        "go",
                        AT,
                        List.of(new RunEvent.Contender("paid", "go", null), new RunEvent.Contender("late", null, AT))),
                new RunEvent.SignalReceived("go", payload("s"), "id-1"),
                new RunEvent.SignalConsumed("pause", "go", 1),
                new RunEvent.ApprovalRequested(
                        "ok",
                        "",
                        "ok",
                        new Value.RunInput(),
                        "r1~2",
                        new ApprovalTerms(
                                new Memberships(List.of("legal"), List.of("board")),
                                List.of("bob"),
                                true,
                                2,
                                1,
                                payload("form")),
                        payload("this"),
                        "hash",
                        AT,
                        AT),
                new RunEvent.ApprovalVoted(
                        "ok", "r1~2", true, ALICE, "fine", payload("edited"), payload("answer"), "hash-2"),
                new RunEvent.ApprovalEscalated("ok", "r1~2", new Memberships(List.of("ceo"), List.of()), AT),
                new RunEvent.ApprovalDecided("ok", "r1~2", RunEvent.Verdict.APPROVED, ALICE, "fine", payload("edited")),
                new RunEvent.ChildStarted("sub", "", "sub", new Value.RunInput(), CHILD),
                new RunEvent.ChildEnded("sub", "r1.c1", RunStatus.COMPLETED, new Usage(1, 2, 3)),
                new RunEvent.MemoryRead("checks/a", Map.of("notes", 2)),
                new RunEvent.MemoryWritten("notes", "checks/a", 2, 3, 2, true, new Value.Inline(payload("note"))),
                new RunEvent.StepDecided("route", "case", new Payload(TextNode.valueOf("otherwise"))),
                new RunEvent.StepCompleted(
                        "checks/a",
                        "r1~1",
                        new Value.Inline(payload("out")),
                        new Usage(10, 20, 30),
                        0.75,
                        new Handoff("billing", "it is about an invoice")),
                new RunEvent.StepFailed("checks/a", "r1~1", ERROR, false),
                new RunEvent.StepCancelled("checks/b", "enough branches have completed"),
                new RunEvent.IncidentRaised("r1~3", "checks/a", ERROR),
                new RunEvent.IncidentResolved("r1~3", "checks/a", RunEvent.Resolution.SKIP, "not needed"),
                new RunEvent.RunPaused("maintenance"),
                new RunEvent.RunResumed(),
                new RunEvent.RunCompleted(new Value.OutputsOf(Map.of("a", "checks/a"))),
                new RunEvent.RunFailed(ERROR),
                new RunEvent.RunCancelled("no longer needed"),
                new RunEvent.RunTerminated("out of control"),
                new RunEvent.LimitsSet("checks", AT, new Budget(1_000L, 2_500_000L, 7L)),
                new RunEvent.RemedyStarted("checks", ERROR, RunEvent.Remedy.COMPENSATE),
                new RunEvent.RunCompensated(ERROR),
                new RunEvent.RunRetried("the agent is back", AT),
                new RunEvent.StepReopened("checks"),
                new RunEvent.RunRerun("checks/a", true, "another try", "q-7", AT),
                new RunEvent.RunMigrated(3, 4, "d4", "a mistake in version 3"),
                new RunEvent.RunForked(
                        new Origin("r0", 12, new Reset(AT, Map.of("sub", CHILD), List.of("r0"))),
                        List.of("checks/a"),
                        true,
                        "what if"),
                new RunEvent.RunRepaired(List.of("the index did not have it woken"), List.of("r1.c1")),
                new RunEvent.StepTaken(taken()),
                new RunEvent.StepsUndone("checks", List.of("checks/b"), 4));
    }

    private static StepState taken() {
        return new StepState(
                "checks/a",
                "checks",
                "a",
                3,
                StepStatus.COMPLETED,
                null,
                2,
                "r0~2",
                "checker",
                null,
                new StepState.Children(0, 0, 0, 0),
                payload("in"),
                new Value.InputOf("checks"),
                payload("out"),
                null,
                0.75,
                new Handoff("billing", null),
                List.of(),
                List.of(),
                Map.of(),
                RunEvent.Remedy.FALLBACK,
                null,
                7,
                AT,
                AT);
    }

    private static Commit commit(List<RunEvent> events) {
        return new Commit("default", "dev", ALICE, AT, "result", 7, events, null);
    }

    @Test
    void everyEventHasASample() {
        assertThat(samples().stream().map(Object::getClass).toList())
                .containsExactlyInAnyOrder(
                        RunEvent.class.getPermittedSubclasses() == null
                                ? new Class<?>[0]
                                : Stream.of(RunEvent.class.getPermittedSubclasses())
                                        .filter(Class::isRecord)
                                        .toArray(Class[]::new));
        assertThat(EventNames.EVENTS.keySet()).hasSize(samples().size());
    }

    /** Run with {@code -Dgolden.write=true} once to add the file of a new event or version; never to change one. */
    @TestFactory
    Stream<DynamicTest> everyStoredEventStaysReadable() {
        return samples().stream()
                .map(event -> DynamicTest.dynamicTest(EventNames.of(event), () -> {
                    Path file = GOLDEN.resolve(EventNames.of(event) + ".json");
                    Commit commit = commit(List.of(event));
                    String written = new String(codec.encode(commit).bytes(), StandardCharsets.UTF_8);
                    if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
                        Files.createDirectories(GOLDEN);
                        Files.writeString(file, written + "\n");
                    }
                    String golden = Files.readString(file).strip();
                    assertThat(plain.readTree(written)).isEqualTo(plain.readTree(golden));
                    Commit read = codec.decode(
                            CommitCodec.COMMIT,
                            "default",
                            golden.getBytes(StandardCharsets.UTF_8),
                            (t, d) -> Optional.empty());
                    assertThat(read).isEqualTo(commit);
                }));
    }

    /**
     * Nodes of the version before this one must read what is written while they are there: a name that is new since the last
     * release gets the next level in {@link Formats} and a line in the file; the first level is closed.
     */
    @Test
    void everyNameHasTheLevelOfTheVersionThatBroughtIt() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/formats.golden"));
        Formats formats = Formats.all();
        assertThat(Formats.names().stream()
                        .map(name -> formats.level(name) + " " + name)
                        .filter(line -> !lines.contains(line)))
                .as("names that nodes of the last release cannot read, or with another level than before")
                .isEmpty();
        assertThat(lines.stream().filter(line -> line.startsWith(Formats.FIRST + " ")))
                .as("names of the first level")
                .hasSize(FIRST_LEVEL_NAMES);
    }

    /** By stored name: what the events of every version may refer to. */
    @Test
    void everyValueStaysReadable() throws IOException {
        Map<Value, String> stored = Map.of(
                new Value.Inline(new Payload(TextNode.valueOf("x"))), "{'of':'inline','payload':{'json':'x'}}",
                new Value.Given(new Payload(TextNode.valueOf("x"))), "{'of':'given','payload':{'json':'x'}}",
                new Value.OutputOf("a"), "{'of':'output','path':'a'}",
                new Value.OutputsOf(Map.of("k", "a")), "{'of':'outputs','pathByKey':{'k':'a'}}",
                new Value.InputOf("a"), "{'of':'input','path':'a'}",
                new Value.ItemOf("a", 3), "{'of':'item','path':'a','number':3}",
                new Value.RepetitionsOf("a", "/b", 2), "{'of':'repetitions','path':'a','inside':'/b','count':2}",
                new Value.ObjectOf(Map.of("k", new Value.InputOf("a"))),
                        "{'of':'object','fields':{'k':{'of':'input','path':'a'}}}",
                new Value.TranscriptOf("a", 3), "{'of':'transcript','path':'a','turns':3}",
                new Value.RunInput(), "{'of':'run-input'}");
        assertThat(stored.keySet().stream().map(Object::getClass).toList())
                .containsExactlyInAnyOrder(Value.class.getPermittedSubclasses());
        for (Map.Entry<Value, String> entry : stored.entrySet()) {
            byte[] bytes = codec.encode(commit(List.of(new RunEvent.RunCompleted(entry.getKey()))))
                    .bytes();
            assertThat(plain.readTree(bytes).at("/events/0/output"))
                    .isEqualTo(plain.readTree(entry.getValue().replace('\'', '"')));
        }
    }

    @Test
    void everyGoldenFileOfEveryVersionCanBeRead() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            for (Path file : files.toList()) {
                Commit read = codec.decode(
                        CommitCodec.COMMIT, "default", Files.readAllBytes(file), (t, d) -> Optional.empty());
                assertThat(read.events()).hasSize(1);
            }
        }
    }

    @Test
    void aLargePayloadIsStoredBesideTheEventAndComesBack() {
        Payload large = payload("x".repeat(20_000));
        Commit commit = commit(
                List.of(new RunEvent.SignalReceived("a", large, null), new RunEvent.SignalReceived("b", large, null)));

        Encoded encoded = codec.encode(commit);

        assertThat(encoded.bytes()).hasSizeLessThan(1_000);
        Map<String, byte[]> store = new HashMap<>();
        encoded.payloads().forEach(payload -> store.put(payload.digest(), payload.content()));
        assertThat(store).hasSize(1);
        assertThat(codec.decode(
                        encoded.manifest(),
                        "default",
                        encoded.bytes(),
                        (tenant, digest) -> Optional.ofNullable(store.get(digest))))
                .isEqualTo(commit);
    }

    @Test
    void whatAModelSaidIsStoredBesideTheEventAndTheEventOutlivesIt() {
        Payload said = payload("a secret plan");
        Commit commit = commit(List.of(progressed(Contents.of(said.json(), true))));

        Encoded encoded = codec.encode(commit);

        assertThat(new String(encoded.bytes(), StandardCharsets.UTF_8)).doesNotContain("secret");
        assertThat(encoded.contents()).singleElement().satisfies(stored -> {
            assertThat(stored.kept()).isTrue();
            assertThat(plain.readTree(stored.content())).isEqualTo(said.json());
        });
        byte[] content = encoded.contents().getFirst().content();
        assertThat(decoded(encoded, Optional.of(content))).isEqualTo(commit);
        Commit later = decoded(encoded, Optional.empty());
        assertThat(later.events())
                .containsExactly(
                        progressed(new Contents(encoded.contents().getFirst().digest(), content.length, true, null)));
    }

    private static RunEvent progressed(Contents contents) {
        return new RunEvent.AttemptProgressed("a", "r1~1", 1, payload("facts"), contents, List.of(), Usage.NONE, null);
    }

    private Commit decoded(Encoded encoded, Optional<byte[]> contents) {
        return codec.decode(encoded.manifest(), "default", encoded.bytes(), new PayloadSource() {
            @Override
            public Optional<byte[]> read(String tenant, String digest) {
                return Optional.empty();
            }

            @Override
            public Optional<byte[]> contents(String digest) {
                return contents;
            }
        });
    }

    @Test
    void aMissingPayloadIsSaid() {
        Encoded encoded =
                codec.encode(commit(List.of(new RunEvent.SignalReceived("a", payload("x".repeat(20_000)), null))));

        assertThatThrownBy(() -> codec.decode(
                        encoded.manifest(), "default", encoded.bytes(), (tenant, digest) -> Optional.empty()))
                .isInstanceOf(CorruptEvent.class)
                .hasMessageContaining("is not in the payload store");
    }

    @Test
    void anApprovalInASnapshotOfAnOlderVersionStillBarsThoseItBarred() {
        String old = """
                {"info":null,"steps":[{"path":"ok","parent":"","step":"ok","order":2,"status":"RUNNING",
                 "activity":{"kind":"awaiting-approval","approval":"r1~1","role":"legal","notBy":["bob"],"edits":true,
                  "subject":{"json":5},"subjectHash":"h","requestedAt":%1$d,
                  "dueAt":%1$d},
                 "attempts":0,"children":{"started":0,"completed":0,"failed":0,"cancelled":0},"input":{"same":0},
                 "startedAt":%1$d}],
                 "ids":1,"children":0,"lastEvent":2,"signals":[],"signalIds":[],"decided":{},"resolved":{},
                 "paused":false,"usage":[0,0,0]}""".formatted(AT.toEpochMilli());

        RunState read = codec.decodeSnapshot(
                CommitCodec.SNAPSHOT, "default", old.getBytes(StandardCharsets.UTF_8), (t, d) -> Optional.empty());

        assertThat(Objects.requireNonNull(read.step("ok")).activity())
                .isInstanceOfSatisfying(Activity.AwaitingApproval.class, open -> {
                    assertThat(open.terms().deciders().roles()).containsExactly("legal");
                    assertThat(open.terms().notBy()).containsExactly("bob");
                    assertThat(open.terms().edits()).isTrue();
                    assertThat(open.terms().approvals()).isEqualTo(1);
                    assertThat(open.expiresAt()).isEqualTo(AT);
                });
    }

    @Test
    void aSnapshotGivesBackTheStateAndSharesItsPayloads() {
        List<RunEvent> events = new ArrayList<>();
        events.add(new RunEvent.RunStarted("r1", "w", 1, "d", payload("in"), Map.of(), 0, null, "q", null));
        events.add(new RunEvent.AttemptStarted("a", "", "a", "r1~1", 1, "agent", new Value.RunInput(), null));
        events.add(new RunEvent.StepCompleted("a", "r1~1", new Value.Inline(payload("out")), Usage.NONE, null, null));
        events.add(new RunEvent.AttemptStarted("b", "", "b", "r1~2", 1, "agent", new Value.OutputOf("a"), AT));
        events.add(new RunEvent.ChildStarted("c", "", "c", new Value.OutputOf("a"), CHILD));
        ApprovalTerms terms = new ApprovalTerms(Memberships.NONE, List.of("bob"), true, 2, 1, payload("form"));
        events.add(new RunEvent.ApprovalRequested(
                "ok", "", "ok", new Value.RunInput(), "r1~3", terms, payload("this"), "hash", AT, AT));
        events.add(new RunEvent.ApprovalVoted("ok", "r1~3", true, ALICE, null, null, payload("answer"), "hash"));
        events.add(new RunEvent.MemoryWritten("notes", "a", 0, 1, null, false, new Value.OutputOf("a")));
        events.add(new RunEvent.MemoryRead("c", Map.of("notes", 1)));
        events.add(new RunEvent.SignalReceived("go", payload("s"), "id"));
        events.add(new RunEvent.IncidentRaised("r1~4", "", RunError.of(ErrorKind.BUG, "a defect")));
        events.add(new RunEvent.IncidentResolved("r1~4", "", RunEvent.Resolution.RETRY, null));
        events.add(new RunEvent.StepStarted("talk", "", "talk", new Value.OutputOf("a")));
        events.add(new RunEvent.StepDecided("talk", "handoff", payload("choice")));
        Value said = new Value.ObjectOf(Map.of("transcript", new Value.TranscriptOf("talk", 0)));
        events.add(new RunEvent.AttemptStarted("talk[1]", "talk", "talk.ann", "r1~5", 1, "agent", said, null));
        events.add(new RunEvent.AttemptStarted("e", "", "e", "r1~6", 1, "agent", new Value.OutputOf("a"), AT));
        events.add(new RunEvent.AttemptProgressed(
                "e",
                "r1~6",
                1,
                payload("turn"),
                CONTENTS,
                List.of(new AgentTurn.Call("e[1]/1-x", Callee.agent("x"))),
                new Usage(1, 2, 3),
                AT));
        Commit commit = new Commit("default", "dev", ALICE, AT, "start", 1, events, null);
        RunState state = RunFold.apply(RunState.EMPTY, commit);

        Encoded encoded = codec.encodeSnapshot(state);
        RunState read = codec.decodeSnapshot(
                encoded.manifest(), "default", encoded.bytes(), (tenant, digest) -> Optional.empty());

        assertThat(read).isEqualTo(state);
        assertThat(new String(encoded.bytes(), StandardCharsets.UTF_8)).containsOnlyOnce("\"text\":\"out\"");
    }
}
