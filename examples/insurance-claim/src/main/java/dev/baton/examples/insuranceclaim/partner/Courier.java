package dev.baton.examples.insuranceclaim.partner;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Call;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import dev.baton.examples.kit.Outbound;
import dev.baton.examples.kit.Outcome;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * Takes a report to where it was asked for: {@code {report, replyTo} -> {delivered}}. Delivering it twice is harmless: the
 * other side answers the same result like the first time. (A bureau in earnest would post to agreed addresses only.)
 */
final class Courier {

    private static final int NO_LONGER_WANTED = 409;

    private Courier() {}

    static Outcome perform(Call call) throws IOException, InterruptedException {
        URI replyTo = URI.create(call.input().text("replyTo"));
        Outbound.Reply reply =
                Outbound.post(replyTo, Json.object().with("output", call.input().object("report")), Map.of());
        if (reply.status() >= 300 && reply.status() != NO_LONGER_WANTED) {
            throw new InvalidInput("the report was refused with " + reply.status() + ": " + reply.body());
        }
        return Answer.of(Json.object().with("delivered", reply.status() != NO_LONGER_WANTED));
    }
}
