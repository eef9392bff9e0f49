package dev.baton.http;

import dev.baton.config.ApiSettings;
import dev.baton.http.a2a.A2aServer;
import dev.baton.http.agui.AgUiServer;
import dev.baton.http.exchange.Route;
import dev.baton.http.follow.Questions;
import dev.baton.http.follow.RunWatches;
import dev.baton.http.mcp.McpServer;
import dev.baton.http.mcp.ResourceMetadata;
import dev.baton.http.rpc.LiveAnswers;
import java.util.ArrayList;
import java.util.List;

/** The open protocols that a node answers besides its own API. */
final class Protocols {

    private final RunWatches watches;
    private final List<Route> routes;

    Protocols(Services services, ApiSettings settings) {
        watches = new RunWatches(services.runs());
        LiveAnswers live = new LiveAnswers(settings, services.metrics());
        Questions questions = new Questions(services.catalog());
        List<Route> all = new ArrayList<>(new McpServer(services, watches, questions, live).routes());
        all.addAll(new AgUiServer(services, watches, questions, live).routes());
        all.addAll(A2aServer.routes(services, settings, watches, questions, live));
        all.addAll(new ResourceMetadata(settings).routes());
        routes = List.copyOf(all);
    }

    List<Route> routes() {
        return routes;
    }

    /** Those who follow a run are told how far it is. */
    void drain() {
        watches.drain();
    }
}
