package dev.baton.http.exchange;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers the requests of one route; never blocks. */
@FunctionalInterface
public interface Handler {

    CompletionStage<HttpResponse> handle(Exchange exchange);
}
