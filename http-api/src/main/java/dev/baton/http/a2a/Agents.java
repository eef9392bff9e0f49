package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.connector.a2a.CardSignatures;
import dev.baton.config.ApiSettings;
import dev.baton.http.Services;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatches;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The operations of the protocol, whichever binding they come by. */
final class Agents {

    private final Conversations conversations;
    private final Listing listing;

    private final Pushes pushes;
    private final CardSignatures.Signer signature;

    Agents(Services services, ApiSettings settings, RunWatches watches, Questions questions) {
        Notifier notifier = new Notifier(
                services.notifications(),
                watches,
                questions,
                new Postman(services.client(), services.metrics(), services.clock()),
                services.territory());
        this.pushes = new Pushes(services.runs(), services.notifications(), notifier.start());
        this.conversations = new Conversations(
                services.starts(),
                services.runs(),
                watches,
                questions,
                new Replies(services.runs(), services.history(), questions),
                pushes,
                services.admission(),
                services.clock(),
                settings.waitMax());
        this.signature = CardKey.signer(settings, services.secrets());
        this.listing = new Listing(services.runs(), services.runIndex(), questions);
    }

    CompletionStage<Outcome> send(Ask ask) {
        return conversations.send(ask);
    }

    CompletionStage<Outcome> stream(Ask ask) {
        return conversations.stream(ask);
    }

    CompletionStage<Outcome> get(Ask ask) {
        return conversations.get(ask);
    }

    CompletionStage<Outcome> list(Ask ask) {
        return listing.list(ask);
    }

    CompletionStage<Outcome> cancel(Ask ask) {
        return conversations.cancel(ask);
    }

    CompletionStage<Outcome> subscribe(Ask ask) {
        return conversations.subscribe(ask);
    }

    CompletionStage<Outcome> createPush(Ask ask) {
        return pushes.create(ask);
    }

    CompletionStage<Outcome> getPush(Ask ask) {
        return pushes.get(ask);
    }

    CompletionStage<Outcome> listPushes(Ask ask) {
        return pushes.list(ask);
    }

    CompletionStage<Outcome> deletePush(Ask ask) {
        return pushes.delete(ask);
    }

    CompletionStage<Outcome> extendedCard(Ask ask) {
        return Outcome.now(signature.sign(Card.extended(ask.agent(), ask.url())));
    }

    CardSignatures.Signer signature() {
        return signature;
    }

    /** By the name of the method in version 1.0. */
    Optional<Function<Ask, CompletionStage<Outcome>>> newMethod(String name) {
        return switch (name) {
            case "SendMessage" -> Optional.of(this::send);
            case "SendStreamingMessage" -> Optional.of(this::stream);
            case "GetTask" -> Optional.of(this::get);
            case "ListTasks" -> Optional.of(this::list);
            case "CancelTask" -> Optional.of(this::cancel);
            case "SubscribeToTask" -> Optional.of(this::subscribe);
            case "CreateTaskPushNotificationConfig" -> Optional.of(this::createPush);
            case "GetTaskPushNotificationConfig" -> Optional.of(this::getPush);
            case "ListTaskPushNotificationConfigs" -> Optional.of(this::listPushes);
            case "DeleteTaskPushNotificationConfig" -> Optional.of(this::deletePush);
            case "GetExtendedAgentCard" -> Optional.of(this::extendedCard);
            default -> Optional.empty();
        };
    }

    /** By the name of the method in version 0.3. */
    Optional<Function<Ask, CompletionStage<Outcome>>> oldMethod(String name) {
        return switch (name) {
            case "message/send" -> Optional.of(this::send);
            case "message/stream" -> Optional.of(this::stream);
            case "tasks/get" -> Optional.of(this::get);
            case "tasks/cancel" -> Optional.of(this::cancel);
            case "tasks/resubscribe" -> Optional.of(this::subscribe);
            case "tasks/pushNotificationConfig/set" -> Optional.of(OldPushForm.of(this::createPush));
            case "tasks/pushNotificationConfig/get" -> Optional.of(OldPushForm.of(this::getPush));
            case "tasks/pushNotificationConfig/list" -> Optional.of(OldPushForm.of(this::listPushes));
            case "tasks/pushNotificationConfig/delete" -> Optional.of(OldPushForm.of(this::deletePush));
            case "agent/getAuthenticatedExtendedCard" -> Optional.of(this::extendedCard);
            default -> Optional.empty();
        };
    }

    static ObjectNode none() {
        return JsonNodeFactory.instance.objectNode();
    }
}
