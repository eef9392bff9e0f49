package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.manager.Territory;
import dev.baton.actors.port.NotificationStore;
import dev.baton.actors.port.NotificationStore.Listener;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Principal;
import dev.baton.http.exchange.Json;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatches;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how their tasks get on. Who is to be told, and what it was told last, is in the store: the node that
 * has the run goes on with it, whichever node that is after a crash. So each notification comes at least once.
 */
final class Notifier {

    private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

    /** So often it is looked which listeners this node has to tell now. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

    private static final int BATCH = 200;

    /** Of one node, at the same time; those beyond are told later. */
    private static final int LIVE_MAX = 2_000;

    private final NotificationStore store;
    private final RunWatches watches;
    private final Questions questions;
    private final Postman postman;
    private final Territory territory;
    private final Set<Key> live = ConcurrentHashMap.newKeySet();

    private record Key(RunKey run, String id) {}

    /** What is stored of a listener. */
    record Told(PushConfig config, Principal by, String shown) {

        static Told begin(PushConfig config, Principal by) {
            return new Told(config, by, Changes.sinceBegin().shown());
        }

        Told now(String what) {
            return new Told(config, by, what);
        }

        ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.set("config", config.json());
            json.putObject("by").put("kind", by.kind().name()).put("id", by.id());
            return json.put("shown", shown);
        }

        static Told read(String value) {
            JsonNode json = Json.stored(value);
            Principal by = new Principal(
                    Principal.Kind.valueOf(json.at("/by/kind").asText()),
                    json.at("/by/id").asText(),
                    null);
            return new Told(
                    PushConfig.of(json.path("config")), by, json.path("shown").asText());
        }
    }

    Notifier(NotificationStore store, RunWatches watches, Questions questions, Postman postman, Territory territory) {
        this.store = store;
        this.watches = watches;
        this.questions = questions;
        this.postman = postman;
        this.territory = territory;
    }

    Notifier start() {
        later();
        return this;
    }

    private void later() {
        CompletableFuture.delayedExecutor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!watches.draining()) {
                        look(null);
                    }
                });
    }

    private void look(@Nullable Listener after) {
        store.all(after, BATCH).whenComplete((found, failure) -> {
            if (failure != null) {
                LOG.warn("Who is to be notified cannot be read; it is tried again: {}", failure.toString());
                later();
                return;
            }
            found.forEach(this::begin);
            if (found.size() == BATCH) {
                look(last(found));
            } else {
                later();
            }
        });
    }

    private static Listener last(List<Listener> listeners) {
        return listeners.get(listeners.size() - 1);
    }

    /** Tells a listener, if that is this node's to do. */
    void begin(Listener listener) {
        Key key = new Key(listener.run(), listener.id());
        if (isMine(listener.run()) && live.size() < LIVE_MAX && live.add(key)) {
            new Telling(this, listener, Told.read(listener.value()), watches.open(listener.run())).begin();
        }
    }

    boolean isMine(RunKey run) {
        return !watches.draining() && territory.held().contains(run);
    }

    void over(Listener listener) {
        live.remove(new Key(listener.run(), listener.id()));
    }

    NotificationStore store() {
        return store;
    }

    Questions questions() {
        return questions;
    }

    Postman postman() {
        return postman;
    }
}
