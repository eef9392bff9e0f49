package dev.baton.actors.manager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.Contents;
import dev.baton.actors.run.Payload;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how many bytes of memory an outcome takes. */
final class Weight {

    /** Of an object with a few fields, or of a text without its characters. */
    private static final long OBJECT = 64;

    /** Of an entry in a list or a map. */
    private static final long ENTRY = 48;

    private Weight() {}

    static long of(RunCommand command) {
        long content = 0;
        if (command instanceof RunCommand.RecordResult recorded) {
            content = of(recorded.result());
        } else if (command instanceof RunCommand.RecordChildEnd ended) {
            content = of(ended.end().output()) + of(ended.end().error());
        }
        return 4 * OBJECT + content;
    }

    private static long of(AttemptResult result) {
        return switch (result) {
            case AttemptResult.Succeeded succeeded -> of(succeeded.output());
            case AttemptResult.Failed failed -> of(failed.error());
            case AttemptResult.Accepted accepted -> of(accepted.handle());
            case AttemptResult.Progressed progressed ->
                of(progressed.record()) + of(progressed.contents()) + of(progressed.next());
        };
    }

    private static long of(AttemptResult.Next next) {
        return switch (next) {
            case AttemptResult.Next.Calls calls -> {
                long sum = 0;
                for (AttemptResult.Call call : calls.calls()) {
                    sum += 2 * OBJECT + of(call.input());
                }
                yield sum;
            }
            case AttemptResult.Next.Again ignored -> 0;
            case AttemptResult.Next.Done done -> of(done.result());
            case AttemptResult.Next.GivenUp givenUp -> of(givenUp.result());
        };
    }

    private static long of(@Nullable RunError error) {
        return error == null ? 0 : text(error.message()) + of(error.details());
    }

    private static long of(@Nullable Contents contents) {
        return contents == null ? 0 : OBJECT + of(contents.text());
    }

    private static long of(@Nullable Payload payload) {
        return payload == null ? 0 : of(payload.json());
    }

    private static long of(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> text(node.textValue());
            case OBJECT -> {
                long sum = OBJECT;
                for (Map.Entry<String, JsonNode> field : node.properties()) {
                    sum += ENTRY + text(field.getKey()) + of(field.getValue());
                }
                yield sum;
            }
            case ARRAY -> {
                long sum = OBJECT;
                for (JsonNode item : node) {
                    sum += ENTRY + of(item);
                }
                yield sum;
            }
            case NUMBER, BINARY, POJO -> OBJECT + node.asText().length();
            case BOOLEAN, NULL, MISSING -> 0;
        };
    }

    private static long text(String text) {
        return OBJECT + 2L * text.length();
    }
}
