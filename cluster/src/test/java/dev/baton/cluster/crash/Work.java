package dev.baton.cluster.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A server with everybody around it: agents, clients, and those who look at the books at the end. */
final class Work implements AutoCloseable {

    private final Ledger ledger = new Ledger();
    private final ServerProcess server;
    private final RecordingAgent agent;
    private final Api api;
    private final Clients clients;

    Work(ServerProcess server) throws IOException {
        this.server = server;
        this.api = new Api(server.url());
        this.agent = new RecordingAgent(call -> {
            if (call.step().equals(Everything.LAST)) {
                ledger.open().release();
            }
        });
        this.clients = new Clients(api, ledger);
    }

    ServerProcess server() {
        return server;
    }

    Api api() {
        return api;
    }

    RecordingAgent agent() {
        return agent;
    }

    Ledger ledger() {
        return ledger;
    }

    /** With the server started. */
    void begin() {
        server.awaitReady(api);
        api.define(Everything.definitions(agent.url()));
        clients.begin();
    }

    /** Waits until the agents have been called so often again: the work goes on. */
    void awaitCalls(int more) {
        long target = agent.calls() + more;
        Awaiting.until("the agents are called " + more + " times more, after " + agent.calls(), () -> {
            requireAlive();
            return agent.calls() >= target;
        });
    }

    private void requireAlive() {
        if (!server.isAlive()) {
            throw new AssertionError("The server has ended by itself");
        }
    }

    /** Lets all that was accepted come to its end, then looks whether all of it is there. */
    void settle() {
        clients.stopStarting();
        List<String> open = new ArrayList<>();
        try {
            Awaiting.until("all runs have ended", () -> {
                requireAlive();
                open.clear();
                for (JsonNode run : api.read("/v1/runs?limit=200&status=running,waiting,paused")
                        .path("runs")) {
                    open.add(run.path("id").asText());
                }
                return open.isEmpty();
            });
        } catch (AssertionError stuck) {
            open.stream()
                    .limit(2)
                    .forEach(run -> stuck.addSuppressed(new AssertionError(
                            api.read("/v1/runs/" + run) + "\n" + api.read("/v1/runs/" + run + "/events?limit=1000"))));
            throw stuck;
        }
        new Audit(api, ledger, agent).verify();
    }

    /** Says what was going on when something turned out wrong. */
    AssertionError explained(String what, Throwable failure) {
        return new AssertionError(
                what + ": " + failure.getMessage() + "\n" + figures() + "\nThe log of the server ends with\n"
                        + server.log(),
                failure);
    }

    /** One line for whoever reads the output of the tests. */
    String figures() {
        return "runs acknowledged %d (answer lost, found again %d), signals %d, approvals %d, callbacks %d; agent calls %d, repeated %d; requests without answer %d, told to come later %d"
                .formatted(
                        ledger.started().size(),
                        ledger.foundAgain().sum(),
                        ledger.signalled().size(),
                        ledger.approved().size(),
                        agent.acknowledgedCallbacks().size(),
                        agent.calls(),
                        agent.repeated(),
                        api.unknownAnswers(),
                        api.laterAnswers());
    }

    @Override
    public void close() {
        clients.close();
        agent.close();
        api.close();
        server.close();
    }
}
