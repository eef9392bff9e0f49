package dev.baton.http.a2a;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.baton.actors.port.RunKey;
import dev.baton.actors.run.Principal;
import dev.baton.http.exchange.Exchange;

/**
 * What is asked of an agent.
 *
 * @param url of the agent
 * @param old whether it is asked in version 0.3
 * @param params in the form of version 1.0
 */
record Ask(Exchange exchange, Directory directory, Listed agent, String url, boolean old, ObjectNode params) {

    /** What its tasks are runs of. */
    String workflow() {
        return agent.workflow().definition().name();
    }

    String tenant() {
        return exchange.tenant();
    }

    Principal principal() {
        return exchange.principal();
    }

    RunKey run(String task) {
        return exchange.run(task);
    }

    /** Empty if it is not there or not a text. */
    String text(String name) {
        return params.path(name).asText();
    }
}
