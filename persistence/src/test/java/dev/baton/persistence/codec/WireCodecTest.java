package dev.baton.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.baton.actors.manager.RunAnswer;
import dev.baton.actors.manager.RunListener;
import dev.baton.actors.manager.RunMessage;
import dev.baton.actors.port.Fenced;
import dev.baton.actors.port.Runs;
import dev.baton.actors.port.Speech;
import dev.baton.actors.port.StoreBusy;
import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.StoreUnavailable;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Callee;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.Cut;
import dev.baton.actors.run.Delivery;
import dev.baton.actors.run.End;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.Handoff;
import dev.baton.actors.run.Lineage;
import dev.baton.actors.run.Origin;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.Principal;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunEvent;
import dev.baton.actors.run.RunFold;
import dev.baton.actors.run.RunState;
import dev.baton.actors.run.RunStatus;
import dev.baton.actors.run.Usage;
import dev.baton.actors.run.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class WireCodecTest {

    private static final Path GOLDEN = Path.of("src/test/resources/wire");
    private static final Instant AT = Instant.parse("2026-11-21T09:00:00.123Z");
    private static final Principal ALICE =
            new Principal(Principal.Kind.AGENT, "bot", new Principal(Principal.Kind.PERSON, "alice", null));
    private static final RunError ERROR = new RunError(ErrorKind.INVALID_OUTPUT, "no title", payload("body"));
    private static final Delivery DELIVERY = new Delivery("r1", "r1.c1", Delivery.Kind.START);

    private static final ActorTestKit KIT = ActorTestKit.create("wire");
    private static final ActorRefResolver REFERENCES = ActorRefResolver.get(KIT.system());
    private static final ActorRef<RunAnswer> ASKER =
            KIT.<RunAnswer>createTestProbe().ref();
    private static final ActorRef<RunMessage> RUN =
            KIT.<RunMessage>createTestProbe().ref();
    private static final ActorRef<RunListener.Message> LISTENER =
            KIT.<RunListener.Message>createTestProbe().ref();

    private final ObjectMapper plain = new ObjectMapper();
    private final WireCodec codec = new WireCodec(REFERENCES, Formats.all());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    private static Payload payload(String text) {
        return new Payload(
                JsonNodeFactory.instance.objectNode().put("text", text).put("whole", 3));
    }

    private static List<RunCommand> commands() {
        return List.of(
                new RunCommand.Start(
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
                new RunCommand.RecordResult(
                        "r1~1",
                        new AttemptResult.Succeeded(
                                payload("out"), new Usage(10, 20, 30), 0.75, new Handoff("billing", "an invoice"))),
                new RunCommand.RecordChildEnd(
                        "sub", "r1.c1", new End(RunStatus.FAILED, payload("out"), ERROR, AT), new Usage(1, 2, 3)),
                new RunCommand.RecordRestart("r1~1", 1, "connection reset"),
                new RunCommand.Signal("go", payload("s"), "id-1"),
                new RunCommand.DecideApproval("r1~2", true, "fine", payload("edited")),
                new RunCommand.Pause("maintenance"),
                new RunCommand.Resume(),
                new RunCommand.Cancel("no longer needed"),
                new RunCommand.Retry("the agent is back"),
                new RunCommand.Terminate("out of control"),
                new RunCommand.Rerun("checks/a", payload("in"), "another try", "q-7"),
                new RunCommand.Migrate(4, "d4", "a mistake in version 3"),
                new RunCommand.Fork(
                        "r2", new Origin("r1", 12), payload("in"), Map.of("a", payload("out")), "what if", "d", null),
                new RunCommand.ResolveIncident("r1~3", RunEvent.Resolution.SKIP, payload("o"), "not needed"),
                new RunCommand.Tick(),
                new RunCommand.Repair("waiting", AT, List.of("r1.c1")),
                new RunCommand.ReportBug("a defect"));
    }

    private static RunMessage.Ask ask(RunCommand command) {
        return new RunMessage.Ask(command, ALICE, "test", Runs.Detail.ALL, ASKER);
    }

    private static RunState state() {
        List<RunEvent> events = List.of(
                new RunEvent.RunStarted("r1", "w", 1, "d", payload("in"), Map.of(), 0, null, "q", null),
                new RunEvent.AttemptStarted("a", "", "a", "r1~1", 1, "agent", new Value.RunInput(), AT),
                new RunEvent.StepCompleted("a", "r1~1", new Value.Inline(payload("out")), Usage.NONE, null, null));
        return RunFold.apply(RunState.EMPTY, new Commit("default", "dev", ALICE, AT, "start", 1, events, null));
    }

    /** By the name of its golden file: everything that goes from node to node, in all of its forms. */
    private static Map<String, Object> samples() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (RunCommand command : commands()) {
            all.put("run-ask.v1-" + WireNames.COMMANDS.get(command.getClass()), ask(command));
        }
        all.put(
                "run-ask.v1-failed",
                ask(new RunCommand.RecordResult("r1~1", new AttemptResult.Failed(ERROR, Duration.ofMillis(1_500)))));
        all.put(
                "run-ask.v1-accepted",
                ask(new RunCommand.RecordResult("r1~1", new AttemptResult.Accepted(true, payload("h"), AT))));
        AttemptResult.Succeeded done = new AttemptResult.Succeeded(payload("out"), Usage.NONE, null, null);
        Map<String, AttemptResult.Next> nexts = Map.of(
                "calls",
                new AttemptResult.Next.Calls(
                        List.of(new AttemptResult.Call(Callee.workflow("refund", 3), payload("call")))),
                "again",
                new AttemptResult.Next.Again(),
                "done",
                new AttemptResult.Next.Done(done),
                "given-up",
                new AttemptResult.Next.GivenUp(new AttemptResult.Failed(ERROR, null)));
        nexts.forEach((name, next) -> all.put(
                "run-ask.v1-progressed-" + name,
                ask(new RunCommand.RecordResult(
                        "r1~1",
                        new AttemptResult.Progressed(2, payload("turn"), null, new Usage(1, 2, 3), next, AT)))));
        all.put(
                "run-ask.v1-progressed-contents",
                ask(new RunCommand.RecordResult(
                        "r1~1",
                        new AttemptResult.Progressed(
                                2,
                                payload("turn"),
                                Contents.of(payload("said").json(), true),
                                new Usage(1, 2, 3),
                                new AttemptResult.Next.Again(),
                                AT))));
        RunCommand.Start child = (RunCommand.Start) commands().get(0);
        all.put(
                "run-ask.v1-fork-tree",
                ask(new RunCommand.Fork(
                        "r2.c1",
                        new Origin("r1.c1", 12),
                        null,
                        Map.of(),
                        null,
                        "d",
                        null,
                        new RunCommand.WholeTree(AT, List.of("r1"), child, new Cut("r0.c1", AT, null)))));
        all.put("run-get.v1", new RunMessage.Get(Runs.Detail.ALL, ASKER));
        all.put("run-get.v1-outline", new RunMessage.Get(Runs.Detail.OUTLINE, ASKER));
        all.put("run-await-end.v1-outline", new RunMessage.AwaitEnd(AT, Runs.Detail.OUTLINE, ASKER));
        all.put(
                "run-ask.v1-outline",
                new RunMessage.Ask(new RunCommand.Tick(), ALICE, "test", Runs.Detail.OUTLINE, ASKER));
        all.put("run-await-end.v1", new RunMessage.AwaitEnd(AT, Runs.Detail.ALL, ASKER));
        all.put("run-listen.v1", new RunMessage.Listen(LISTENER, ASKER));
        all.put("run-unlisten.v1", new RunMessage.Unlisten(LISTENER));
        all.put("run-wake.v1", new RunMessage.Wake(AT, ASKER));
        all.put("run-told.v1", new RunMessage.Told(DELIVERY, commands().get(0), ALICE, "parent", RUN));
        all.put("run-heard.v1", new RunMessage.Heard(DELIVERY, RunMessage.Heard.Answer.REFUSED, "it exists"));
        all.put("run-answer.v1-done", new RunAnswer.Given(new Runs.Reply.Done(state(), true)));
        all.put(
                "run-answer.v1-refused",
                new RunAnswer.Given(
                        new Runs.Reply.Refused(new Rejection(Rejection.Code.RUN_NOT_FOUND, "There is no run r1."))));
        all.put("run-answer.v1-stored", new RunAnswer.Stored(17, true));
        all.put(
                "run-commit.v1",
                new RunListener.Message.Heard(new Commit(
                        "default", "dev", ALICE, AT, "result", 7, List.of(new RunEvent.RunPaused("why")), null)));
        all.put("run-speech.v1", new RunListener.Message.Spoken(new Speech("write", "r1~1-2-5f", "Good ")));
        return all;
    }

    /** Run with {@code -Dgolden.write=true} once to add the file of a new message or version; never to change one. */
    @TestFactory
    Stream<DynamicTest> everyMessageStaysReadableByTheNextVersion() {
        return samples().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    Path file = GOLDEN.resolve(sample.getKey() + ".json");
                    String written = nameless(new String(codec.encode(sample.getValue()), StandardCharsets.UTF_8));
                    if (Boolean.getBoolean("golden.write") && Files.notExists(file)) {
                        Files.createDirectories(GOLDEN);
                        Files.writeString(file, written + "\n");
                    }
                    String golden = Files.readString(file).strip();
                    assertThat(plain.readTree(written)).isEqualTo(plain.readTree(golden));
                    byte[] bytes = named(golden).getBytes(StandardCharsets.UTF_8);
                    assertThat(codec.decode(WireCodec.manifest(sample.getValue()), bytes))
                            .isEqualTo(sample.getValue());
                }));
    }

    private static String nameless(String json) {
        return json.replace(REFERENCES.toSerializationFormat(ASKER), "ASKER")
                .replace(REFERENCES.toSerializationFormat(RUN), "RUN")
                .replace(REFERENCES.toSerializationFormat(LISTENER), "LISTENER");
    }

    private static String named(String json) {
        return json.replace("\"ASKER\"", "\"" + REFERENCES.toSerializationFormat(ASKER) + "\"")
                .replace("\"RUN\"", "\"" + REFERENCES.toSerializationFormat(RUN) + "\"")
                .replace("\"LISTENER\"", "\"" + REFERENCES.toSerializationFormat(LISTENER) + "\"");
    }

    @Test
    void everyMessageThatCrossesNodesHasANameAndASample() {
        assertThat(Set.<Class<?>>copyOf(WireNames.MESSAGES.keySet()))
                .hasSameElementsAs(records(RunMessage.Remote.class));
        assertThat(Set.<Class<?>>copyOf(WireNames.COMMANDS.keySet())).hasSameElementsAs(records(RunCommand.class));
        assertThat(Set.<Class<?>>copyOf(WireNames.RESULTS.keySet())).hasSameElementsAs(records(AttemptResult.class));
        Set<Class<?>> sampled =
                samples().values().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sampled)
                .containsAll(records(RunMessage.Remote.class))
                .contains(
                        RunAnswer.Given.class,
                        RunAnswer.Stored.class,
                        RunListener.Message.Heard.class,
                        RunListener.Message.Spoken.class);
        Set<Class<?>> commands = commands().stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(commands).hasSameElementsAs(records(RunCommand.class));
    }

    private static List<Class<?>> records(Class<?> sealed) {
        return List.of(sealed.getPermittedSubclasses());
    }

    @Test
    void whatTheStoreSaidIsSaidOnTheOtherNode() throws IOException {
        StoreUnavailable gone = new StoreUnavailable("the disk is full", Duration.ofSeconds(3));
        assertThat(((StoreUnavailable) overTheWire(gone)).retryAfter()).isEqualTo(gone.retryAfter());
        assertThat(overTheWire(gone)).hasMessage(gone.getMessage());
        assertThat(((StoreBusy) overTheWire(new StoreBusy("write", 7, Duration.ofSeconds(1)))).retryAfter())
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(((Fenced) overTheWire(new Fenced(17))).cell()).isEqualTo(17);
        for (String code : List.of("conflict", "unstorable")) {
            assertThat(overTheWire(StoreException.told(code, "why", null, 0)))
                    .hasMessage("why")
                    .extracting(StoreException::code)
                    .isEqualTo(code);
        }
    }

    private StoreException overTheWire(StoreException failure) throws IOException {
        RunAnswer answer = new RunAnswer.Failed(failure);
        return ((RunAnswer.Failed) codec.decode(WireCodec.manifest(answer), codec.encode(answer))).failure();
    }

    @Test
    void aRunThatIsTooLargeToTravelIsToBeReadFromTheStore() throws IOException {
        RunState large = RunFold.apply(
                state(),
                new Commit(
                        "default",
                        "dev",
                        ALICE,
                        AT,
                        "signal:go",
                        4,
                        List.of(new RunEvent.SignalReceived("go", payload("x".repeat(WireCodec.LARGE_BYTES)), null)),
                        null));
        RunAnswer answer = new RunAnswer.Given(new Runs.Reply.Done(large, true));

        byte[] bytes = codec.encode(answer);

        assertThat(bytes).hasSizeLessThan(1_000);
        assertThat(codec.decode(WireCodec.manifest(answer), bytes)).isEqualTo(new RunAnswer.Stored(4, true));
    }

    @Test
    void aCommitThatIsTooLargeToTravelIsSeenAsAGap() throws IOException {
        Commit large = new Commit(
                "default",
                "dev",
                ALICE,
                AT,
                "signal:go",
                4,
                List.of(new RunEvent.SignalReceived("go", payload("x".repeat(WireCodec.LARGE_BYTES)), null)),
                null);

        Object heard = codec.decode("run-commit.v1", codec.encode(new RunListener.Message.Heard(large)));

        Commit gap = ((RunListener.Message.Heard) heard).commit();
        assertThat(gap.events()).isEmpty();
        assertThat(gap.firstEvent()).isEqualTo(5);
    }

    @Test
    void fieldsOfANewerVersionAreNotLookedAtAndItsMessagesAreRefusedByName() throws IOException {
        byte[] newer = codec.encode(ask(new RunCommand.Pause("why")));
        String more = new String(newer, StandardCharsets.UTF_8).replaceFirst("\\{", "{\"urgency\":\"high\",");

        assertThat(codec.decode("run-ask.v1", more.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(ask(new RunCommand.Pause("why")));
        assertThatThrownBy(() -> codec.decode("run-ask.v2", newer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("run-ask.v2");
    }

    @Test
    void whatStaysWithinANodeHasNoForm() {
        assertThatThrownBy(() -> codec.encode(RunMessage.Stop.INSTANCE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.encode(IntNode.valueOf(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
