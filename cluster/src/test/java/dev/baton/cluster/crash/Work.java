package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server with everybody around it: agents, clients, and those who look at the books at the end. */
public final class Work implements AutoCloseable {

    private static final int OPEN_MAX = 40;

    private final Ledger ledger;
    private final Server server;
    private final RecordingAgent agent;
    private final Api api;
    private final Clients clients;
    private final Aftermath aftermath;

    Work(Server server) throws IOException {
        this(server, OPEN_MAX);
    }

    /** @param openMax runs that are under way at the same time */
    public Work(Server server, int openMax) throws IOException {
        this.ledger = new Ledger(openMax);
        this.server = server;
        this.api = new Api(server::urls);
        this.agent = new RecordingAgent(call -> {
            if (call.step().equals(Everything.LAST)) {
                ledger.open().release();
            }
        });
        this.clients = new Clients(api, ledger);
        this.aftermath = new Aftermath(api, ledger, agent, Aftermath.DEADLINE);
    }

    public Server server() {
        return server;
    }

    public Api api() {
        return api;
    }

    public RecordingAgent agent() {
        return agent;
    }

    Ledger ledger() {
        return ledger;
    }

    /** With the server started. */
    public void begin() {
        server.awaitReady();
        api.define(Everything.definitions(agent.url()));
        clients.begin();
    }

    /** Waits until the agents have been called so often again: the work goes on. */
    public void awaitCalls(int more) {
        long target = agent.calls() + more;
        Awaiting.until("the agents are called " + more + " times more, after " + agent.calls(), () -> {
            requireAlive();
            return agent.calls() >= target;
        });
    }

    /**
     * With all nodes ready again after something has happened: each accepted run must end or name what it waits for, soon.
     *
     * @return when the last of them has
     */
    public Duration awaitAftermath() {
        return aftermath.await();
    }

    private void requireAlive() {
        if (!server.isAlive()) {
            throw new AssertionError("The server has ended by itself");
        }
    }

    /** Lets all that was accepted come to its end, then looks whether all of it is there. */
    public void settle() {
        clients.stopStarting();
        Duration ignored = aftermath.await();
        List<String> open = new ArrayList<>();
        try {
            Awaiting.until("all runs have ended", () -> {
                requireAlive();
                open.clear();
                for (JsonNode run : api.read(
                                "/v1/runs?limit=200&status=running,waiting,paused&workflow=" + Everything.NAME)
                        .path("runs")) {
                    open.add(run.path("id").asText());
                }
                return open.isEmpty();
            });
        } catch (AssertionError stuck) {
            throw Aftermath.withHistories(api, open, stuck);
        }
        new Audit(api, ledger, agent).verify();
    }

    /** Says what was going on when something turned out wrong. */
    public AssertionError explained(String what, Throwable failure) {
        return new AssertionError(
                what + ": " + failure.getMessage() + "\n" + figures() + "\nRequests that did not go well:\n"
                        + api.log().trouble()
                        + "\nThe log of the server ends with\n"
                        + server.log(),
                failure);
    }

    /** One line for whoever reads the output of the tests. */
    public String figures() {
        return "runs acknowledged %d (answer lost, found again %d), signals %d, approvals %d, callbacks %d; agent calls %d, repeated %d; requests: %s"
                .formatted(
                        ledger.started().size(),
                        ledger.foundAgain().sum(),
                        ledger.signalled().size(),
                        ledger.approved().size(),
                        agent.acknowledgedCallbacks().size(),
                        agent.calls(),
                        agent.repeated(),
                        api.log().summary());
    }

    @Override
    public void close() {
        clients.close();
        agent.close();
        api.close();
        server.close();
    }
}
