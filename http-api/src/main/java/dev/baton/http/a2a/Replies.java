package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.actors.port.RunHistory;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.port.Runs;
import dev.baton.actors.run.Commit;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import dev.baton.http.follow.Question;
import dev.baton.http.follow.Questions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tells runs what the later messages of a conversation say. */
final class Replies {

    private static final String CAUSE = "a2a:";
    private static final int COMMITS_AT_ONCE = 200;
    private static final Set<String> YES = Set.of("approve", "approved", "yes", "ok");
    private static final Set<String> NO = Set.of("reject", "rejected", "no");

    private final Runs runs;
    private final RunHistory history;
    private final Questions questions;

    Replies(Runs runs, RunHistory history, Questions questions) {
        this.runs = runs;
        this.history = history;
        this.questions = questions;
    }

    /** Empty if the message was taken, now or when it came before. */
    CompletionStage<Optional<Fault>> give(Ask ask, JsonNode message, RunKey run, RunState state) {
        String cause = CAUSE + message.path("messageId").asText();
        return wasTaken(run, cause, 0).thenCompose(before -> {
            if (before) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            List<Question> open = questions.open(state, ask.principal());
            return open.isEmpty()
                    ? failed(unasked(state))
                    : answer(ask, message.path("parts"), run, open.getFirst(), cause);
        });
    }

    private static Fault unasked(RunState state) {
        return Fault.of(
                Fault.Kind.UNSUPPORTED_OPERATION,
                state.ended() ? "The task has ended; begin another." : "The task asks nothing now.");
    }

    /** The history says which message has caused what, so that one that comes again answers no later question. */
    private CompletionStage<Boolean> wasTaken(RunKey run, String cause, long after) {
        return history.commits(run, after, COMMITS_AT_ONCE).thenCompose(commits -> {
            if (commits.stream().anyMatch(commit -> cause.equals(commit.cause()))) {
                return CompletableFuture.completedFuture(true);
            }
            return commits.size() < COMMITS_AT_ONCE
                    ? CompletableFuture.completedFuture(false)
                    : wasTaken(run, cause, last(commits.getLast()));
        });
    }

    private static long last(Commit commit) {
        return commit.firstEvent() + commit.events().size() - 1;
    }

    private CompletionStage<Optional<Fault>> answer(
            Ask ask, JsonNode parts, RunKey run, Question question, String cause) {
        JsonNode said = Parts.value(parts, null);
        @Nullable
        RunCommand command = switch (question) {
            case Question.Approval approval -> decision(approval, said);
            case Question.Signal signal -> signal.answered(value(parts, question));
            case Question.Work work -> work.done(value(parts, question));
        };
        return command == null
                ? failed(Fault.invalid("The task asks for a decision: send the text approve or reject, or the data"
                        + " {decision, comment, answer}."))
                : tell(ask, run, command, cause);
    }

    private static JsonNode value(JsonNode parts, Question question) {
        return Parts.value(parts, question.schema());
    }

    private static @Nullable RunCommand decision(Question.Approval approval, JsonNode said) {
        String word = said.isTextual()
                ? said.textValue().strip().toLowerCase(Locale.ROOT)
                : said.path("decision").asText();
        if (!YES.contains(word) && !NO.contains(word)) {
            return null;
        }
        return approval.decided(YES.contains(word), said.path("comment").textValue(), said.get("answer"));
    }

    CompletionStage<Optional<Fault>> cancel(Ask ask) {
        return tell(ask, ask.run(ask.text("id")), new RunCommand.Cancel("cancelled by an A2A client"), "a2a");
    }

    private CompletionStage<Optional<Fault>> tell(Ask ask, RunKey run, RunCommand command, String cause) {
        return runs.tell(run, command, ask.principal(), cause).thenApply(reply -> switch (reply) {
            case Runs.Reply.Done ignored -> Optional.empty();
            case Runs.Reply.Refused refused -> Optional.of(Fault.of(refused.rejection()));
        });
    }

    private static CompletionStage<Optional<Fault>> failed(Fault fault) {
        return CompletableFuture.completedFuture(Optional.of(fault));
    }
}
