package dev.baton.http.a2a;

import dev.baton.http.exchange.Exchange;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who can be asked below a path. */
interface Directory {

    /** With a slash before it and none behind. */
    String path();

    Optional<Listed> find(String tenant, String name);

    /** What has to be there before an agent is to be found. */
    String condition();

    /** Completes when tasks of the agent can begin. */
    CompletionStage<Void> prepare(Exchange exchange, Listed agent);
}
