package dev.baton.cluster.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.baton.cluster.cli.EventFeed.Event;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows a run's events as they happen. */
final class RunWatch implements RunWait.Observer {

    private final Console console;
    private final Connection connection;
    private final String run;
    private final long after;
    private final @Nullable Duration timeout;
    private boolean away;

    RunWatch(Console console, Connection connection, String run, long after, @Nullable Duration timeout) {
        this.console = console;
        this.connection = connection;
        this.run = run;
        this.after = after;
        this.timeout = timeout;
    }

    int carryOut() {
        JsonNode ended = new RunWait(connection.api(), run, after, timeout, this).end();
        return RunEnd.exitCode(ended, console).number();
    }

    @Override
    public void seen(JsonNode now) {
        if (away) {
            console.err().println("the server is back");
            away = false;
        }
    }

    @Override
    public void happened(Event event) {
        console.out().println(connection.json() ? event.data().toString() : RunEvents.line(event));
        console.out().flush();
    }

    @Override
    public void serverAway(String why) {
        if (!away) {
            console.err().println("the server does not answer; waiting for it to come back");
            away = true;
        }
    }
}
