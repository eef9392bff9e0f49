package dev.baton.persistence.codec;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import dev.baton.actors.manager.RunMessage;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.RunCommand;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The names by which nodes of two versions know each other's messages. */
final class WireNames {

    static final String ANSWER = "run-answer.v1";
    static final String COMMIT = "run-commit.v1";
    static final String SPEECH = "run-speech.v1";

    static final Map<Class<? extends RunMessage.Remote>, String> MESSAGES = Map.of(
            RunMessage.Ask.class, "run-ask.v1",
            RunMessage.Get.class, "run-get.v1",
            RunMessage.AwaitEnd.class, "run-await-end.v1",
            RunMessage.Listen.class, "run-listen.v1",
            RunMessage.Unlisten.class, "run-unlisten.v1",
            RunMessage.Wake.class, "run-wake.v1",
            RunMessage.Told.class, "run-told.v1",
            RunMessage.Heard.class, "run-heard.v1");

    static final Map<Class<? extends RunCommand>, String> COMMANDS = Map.ofEntries(
            Map.entry(RunCommand.Start.class, "start"),
            Map.entry(RunCommand.RecordResult.class, "record-result"),
            Map.entry(RunCommand.RecordChildEnd.class, "record-child-end"),
            Map.entry(RunCommand.RecordRestart.class, "record-restart"),
            Map.entry(RunCommand.Signal.class, "signal"),
            Map.entry(RunCommand.DecideApproval.class, "decide-approval"),
            Map.entry(RunCommand.Pause.class, "pause"),
            Map.entry(RunCommand.Resume.class, "resume"),
            Map.entry(RunCommand.Cancel.class, "cancel"),
            Map.entry(RunCommand.Retry.class, "retry"),
            Map.entry(RunCommand.Terminate.class, "terminate"),
            Map.entry(RunCommand.Rerun.class, "rerun"),
            Map.entry(RunCommand.Fork.class, "fork"),
            Map.entry(RunCommand.Migrate.class, "migrate"),
            Map.entry(RunCommand.ResolveIncident.class, "resolve-incident"),
            Map.entry(RunCommand.Tick.class, "tick"),
            Map.entry(RunCommand.Repair.class, "repair"),
            Map.entry(RunCommand.ReportBug.class, "report-bug"));

    static final Map<Class<? extends AttemptResult>, String> RESULTS = Map.of(
            AttemptResult.Succeeded.class, "succeeded",
            AttemptResult.Failed.class, "failed",
            AttemptResult.Accepted.class, "accepted",
            AttemptResult.Progressed.class, "progressed");

    static final Map<Class<? extends AttemptResult.Next>, String> NEXT = Map.of(
            AttemptResult.Next.Calls.class, "calls",
            AttemptResult.Next.Again.class, "again",
            AttemptResult.Next.Done.class, "done",
            AttemptResult.Next.GivenUp.class, "given-up");

    private WireNames() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface NamedMixin {}

    /** The past is read from the store where the new run lives. */
    @JsonIgnoreProperties("past")
    private interface ForkMixin {}

    /** Called by Jackson: what is equal to it is not written. */
    private static final class Everything {
        @Override
        public boolean equals(@Nullable Object other) {
            return other == Runs.Detail.ALL;
        }

        @Override
        public int hashCode() {
            return Runs.Detail.ALL.hashCode();
        }
    }

    static ObjectMapper register(ObjectMapper mapper) {
        mapper.addMixIn(RunCommand.Fork.class, ForkMixin.class);
        // Who says nothing wants all, as older nodes do.
        mapper.configOverride(Runs.Detail.class)
                .setInclude(JsonInclude.Value.construct(
                        JsonInclude.Include.CUSTOM, JsonInclude.Include.ALWAYS, Everything.class, null));
        mapper.addMixIn(RunCommand.class, NamedMixin.class)
                .addMixIn(AttemptResult.class, NamedMixin.class)
                .addMixIn(AttemptResult.Next.class, NamedMixin.class);
        COMMANDS.forEach((type, name) -> mapper.registerSubtypes(new NamedType(type, name)));
        RESULTS.forEach((type, name) -> mapper.registerSubtypes(new NamedType(type, name)));
        NEXT.forEach((type, name) -> mapper.registerSubtypes(new NamedType(type, name)));
        return mapper;
    }

    static String of(RunMessage.Remote message) {
        return Objects.requireNonNull(
                MESSAGES.get(message.getClass()), () -> "no name on the wire for " + message.getClass());
    }

    static String of(RunCommand command) {
        return Objects.requireNonNull(
                COMMANDS.get(command.getClass()), () -> "no name on the wire for " + command.getClass());
    }

    static Class<? extends RunMessage.Remote> message(String manifest) throws IOException {
        for (Map.Entry<Class<? extends RunMessage.Remote>, String> known : MESSAGES.entrySet()) {
            if (known.getValue().equals(manifest)) {
                return known.getKey();
            }
        }
        throw new IOException("there is no message " + manifest + " in this version");
    }
}
