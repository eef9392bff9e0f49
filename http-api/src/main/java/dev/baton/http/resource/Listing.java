package dev.baton.http.resource;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.baton.actors.port.Page;
import dev.baton.http.exchange.Answers;
import dev.baton.http.exchange.Exchange;
import dev.baton.http.exchange.Parameters;
import dev.baton.http.exchange.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Parts of a list that is in an order of its own: each says where the next one begins. */
final class Listing {

    /** Items in a part, if the request does not say. */
    static final int LIMIT_USUAL = 50;

    private Listing() {}

    /** Reads a list in the order of its names. */
    @FunctionalInterface
    interface Source<T> {

        /** @param name the items behind it; null for the first ones */
        CompletionStage<List<T>> after(@Nullable String name, int limit);
    }

    /** Writes items as one value. */
    @FunctionalInterface
    interface Items<T> {
        void write(JsonGenerator out, List<T> shown) throws IOException;
    }

    /** @param key under which the items stand */
    static <T> CompletionStage<HttpResponse> byName(
            Exchange exchange, String key, Source<T> source, Function<T, String> name, Items<T> items) {
        Parameters query = exchange.query();
        @Nullable String after = query.text("cursor");
        int limit = query.integer("limit", LIMIT_USUAL, 1, Page.LIMIT_MAX);
        if (after != null && !Names.isOne(after)) {
            query.fault("cursor", "out-of-range", "must be the 'next' of an earlier page");
        }
        Optional<Refusal> refusal = query.refusal();
        return refusal.isPresent()
                ? exchange.refuse(refusal.get())
                : source.after(after, limit + 1).thenApply(found -> part(found, limit, key, name, items));
    }

    /** @param found one more than {@code limit} if the list goes on */
    static <T> HttpResponse part(List<T> found, int limit, String key, Function<T, String> cursor, Items<T> items) {
        boolean more = found.size() > limit;
        List<T> shown = more ? found.subList(0, limit) : found;
        return Answers.json(200, out -> {
            out.writeStartObject();
            out.writeFieldName(key);
            items.write(out, shown);
            if (more) {
                out.writeStringField("next", cursor.apply(shown.getLast()));
            }
            out.writeEndObject();
        });
    }
}
