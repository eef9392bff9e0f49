package dev.baton.examples.insuranceclaim;

import dev.baton.examples.kit.Accepted;
import dev.baton.examples.kit.Call;
import dev.baton.examples.kit.InvalidInput;
import dev.baton.examples.kit.Json;
import dev.baton.examples.kit.Outbound;
import dev.baton.examples.kit.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * The way to another organisation: starts a run on the bureau's server and answers later. The bureau posts its report to the
 * callback of this call, so nothing here waits, and nothing is lost when this process ends in between. The bureau gets no
 * name, only a digest by which it can tell whether it knows the person.
 */
final class FraudBureau {

    private final URI server;

    FraudBureau(URI server) {
        this.server = server;
    }

    Outcome perform(Call call) throws IOException, InterruptedException {
        Json.ObjectValue claim = call.input().object("claim");
        Json.ObjectValue holder = claim.object("holder");
        Json.ObjectValue subject = Json.object()
                .with("claim", claim.text("number"))
                .with("person", digest(holder.text("name") + "|" + holder.text("birthDate")))
                .with("vehicle", claim.text("vehicle"))
                .with("happenedOn", claim.text("happenedOn"))
                .with("damaged", Json.of(claim.texts("damaged")))
                .with("garage", claim.text("garage"))
                .with("policyAgeDays", call.input().integer("policyAgeDays"));
        Json start = Json.object()
                .with("workflow", "fraud-check")
                .with("input", Json.object().with("subject", subject).with("replyTo", call.callback()));
        // The same call starts the same run, however often it is repeated.
        Outbound.Reply reply = Outbound.post(
                server.resolve("/v1/runs"),
                start,
                Map.of("Idempotency-Key", "insurer-" + call.key(), "Baton-Principal", "service:insurer"));
        if (reply.status() >= 300) {
            throw new InvalidInput("the bureau refuses with " + reply.status() + ": " + reply.body());
        }
        return new Accepted();
    }

    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
