package dev.baton.examples.customersupport;

import dev.baton.examples.kit.Answer;
import dev.baton.examples.kit.Json;

/** What all desks do alike: they know with whom they speak, and answer in the same tone. */
final class Desks {

    private Desks() {}

    /** The customer's number; empty for strangers. */
    static String customer(Json.ObjectValue input) {
        Json.ObjectValue read = input.object("case");
        return read.optional("customer").isPresent() ? read.text("customer") : "";
    }

    static Answer reply(Json.ObjectValue input, String text) {
        Json.ObjectValue read = input.object("case");
        String name = read.optional("name").isPresent() ? read.text("name") : "customer";
        return Answer.of(Json.object().with("reply", "Dear " + name + ", " + text));
    }
}
