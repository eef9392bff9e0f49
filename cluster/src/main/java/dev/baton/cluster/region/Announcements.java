package dev.baton.cluster.region;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.baton.persistence.table.RegionTable.Region;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** What regions tell each other besides what concerns runs. */
final class Announcements {

    static final String DEFINITION_APPLIED = "definition-applied.v1";
    static final String HEARD = "heard.v1";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** For an answer; a region that is slower is told again as long as its lease holds. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final String self;
    private final RegionMap map;
    private final RegionLink link;
    private final Executor later = CompletableFuture.delayedExecutor(AGAIN.toMillis(), TimeUnit.MILLISECONDS);

    record Definition(String tenant, String name) {}

    Announcements(String self, RegionMap map, RegionLink link) {
        this.self = self;
        this.map = map;
        this.link = link;
    }

    CompletionStage<Void> definitionApplied(String tenant, String name) {
        RegionLink.Message message = new RegionLink.Message(DEFINITION_APPLIED, written(new Definition(tenant, name)));
        List<CompletableFuture<?>> told = new ArrayList<>();
        for (Region region : map.atlas().regions()) {
            if (!region.name().equals(self) && region.isThere()) {
                told.add(tell(region, message).handle((done, failure) -> done).toCompletableFuture());
            }
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    private CompletionStage<RegionLink.Message> tell(Region region, RegionLink.Message message) {
        return link.call(region, "", message, PATIENCE).whenComplete((done, failure) -> {
            if (failure != null) {
                later.execute(() ->
                        map.region(region.name()).filter(Region::isThere).ifPresent(still -> tell(still, message)));
            }
        });
    }

    private static byte[] written(Definition definition) {
        try {
            return JSON.writeValueAsBytes(definition);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("two texts are always JSON", e);
        }
    }

    static Definition read(byte[] body) throws IOException {
        return JSON.readValue(body, Definition.class);
    }
}
