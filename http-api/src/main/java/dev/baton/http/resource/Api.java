package dev.baton.http.resource;

import dev.baton.actors.manager.Resets;
import dev.baton.config.ApiSettings;
import dev.baton.http.Services;
import dev.baton.http.exchange.Route;
import dev.baton.http.exchange.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** All routes of the API, put together. */
public final class Api {

    private final LongPolls polls;
    private final EventStreams streams;
    private final Router router;
    private volatile boolean draining;

    /**
     * @param besides for work that takes longer than an answer may
     * @param further routes, of other protocols
     */
    public Api(Services services, ApiSettings settings, Executor besides, List<Route> further) {
        Admission admission = services.admission();
        EventPages pages = new EventPages(services.history());
        polls = new LongPolls(services.runs());
        streams = new EventStreams(services.runs(), pages, settings, services.metrics());
        List<Route> routes = new ArrayList<>();
        StartIds ids = new StartIds(services.homes(), services.clock());
        routes.add(new StartRoute(
                        services.runs(),
                        services.definitions(),
                        ids,
                        admission,
                        polls,
                        services.clock(),
                        settings.waitMax())
                .route());
        routes.addAll(new RunRoutes(
                        services.runs(), services.runIndex(), admission, polls, settings.waitMax(), services.clock())
                .routes());
        routes.add(new MigrateRoute(services.runs(), services.definitions(), admission).route());
        routes.add(new ForkRoute(services.runs(), admission, services.clock()).route());
        Resets resets = new Resets(services.history(), services.runIndex(), services.catalog(), services.clock());
        routes.add(new ResetRoute(services.runs(), resets, admission, services.clock()).route());
        routes.addAll(new EventRoutes(services.runIndex(), pages, streams).routes());
        routes.addAll(new FeedRoutes(services.feed(), streams).routes());
        routes.addAll(new HealthRoutes(services.health(), () -> draining, services.metrics()).routes());
        Compiler compiler = new Compiler(services.agents(), services.catalog(), besides);
        routes.addAll(new ApplyRoutes(
                        services.definitions(),
                        services.schedules(),
                        services.triggers(),
                        services.webhooks(),
                        compiler,
                        admission)
                .routes());
        routes.addAll(new TriggerRoutes(services.triggers(), compiler, admission).routes());
        routes.add(new HookRoute(
                        services.triggers(),
                        services.secrets(),
                        services.starts(),
                        services.runs(),
                        admission,
                        services.clock(),
                        new HookMetrics(services.metrics()))
                .route());
        routes.addAll(new ScheduleRoutes(services.schedules(), compiler, admission, services.clock()).routes());
        routes.addAll(new WebhookRoutes(services.webhooks(), compiler, admission).routes());
        routes.addAll(new BulkRoutes(services.bulkOperations(), services.definitions(), admission, services.clock())
                .routes());
        routes.addAll(DefinitionRoutes.workflows(services.workflows()).routes());
        routes.addAll(DefinitionRoutes.agents(services.agents(), services.circuits(), services.limiter())
                .routes());
        routes.add(new AgentImportRoute(services.cards(), compiler, services.definitions(), admission).route());
        routes.add(new ToolImportRoute(services.tools(), compiler, services.definitions(), admission).route());
        routes.addAll(new LoginRoutes(services.logins(), admission).routes());
        routes.add(new AgentTestRoute(services.catalog(), services.agentCaller(), services.clock()).route());
        routes.addAll(
                new ApprovalRoutes(services.runs(), services.approvals(), services.catalog(), admission).routes());
        routes.addAll(
                new CallbackRoute(services.callbacks(), services.results(), services.nudges(), admission).routes());
        routes.addAll(new TaskRoutes(services.tasks(), admission, settings.waitMax()).routes());
        routes.addAll(new IncidentRoutes(services.runs(), services.incidents(), pages, admission).routes());
        routes.addAll(new ClusterRoutes(services.cluster()).routes());
        routes.addAll(new RegionRoutes(services.regions()).routes());
        routes.addAll(new DocumentRoutes().routes());
        routes.addAll(further);
        router = new Router(routes);
    }

    public Router router() {
        return router;
    }

    /** Answers those who wait, and says that the node is not ready for more. */
    public void drain() {
        draining = true;
        polls.drain();
        streams.drain();
    }
}
