package dev.baton.http.resource;

import dev.baton.actors.port.Runs;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.ErrorCode;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Failures;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import dev.baton.http.resource.RunJson.View;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** What the routes that show a run have in common. */
final class RunAnswers {

    private RunAnswers() {}

    static View view(Parameters query) {
        Set<String> fields = query.choices("fields", Set.of("summary", "all"));
        Set<String> include = query.choices("include", Set.of("inputs", "outputs"));
        return new View(fields.contains("summary"), include.contains("inputs"), include.contains("outputs"));
    }

    static HttpResponse answer(Exchange exchange, Runs.Reply reply, View view) {
        return switch (reply) {
            case Runs.Reply.Done done -> Answers.json(200, RunJson.writer(done.state(), view));
            case Runs.Reply.Refused refused -> exchange.refusal(Failures.refusal(refused.rejection()));
        };
    }

    static Refusal notFound(String runId) {
        return Refusal.of(ErrorCode.RUN_NOT_FOUND, "There is no run " + runId + ".");
    }
}
