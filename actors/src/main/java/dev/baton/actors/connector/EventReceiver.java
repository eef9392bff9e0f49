package dev.baton.actors.connector;

import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.ServerSentEvents;
import java.util.function.Consumer;

/** Passes on the events of a stream while they come, and in the end the answer, with whether it was a stream. */
public final class EventReceiver implements Receiver {

    private static final int FAILURE_MIN = 300;

    private final ServerSentEvents events = new ServerSentEvents();
    private final Consumer<ServerSentEvents.Event> each;
    private final End end;
    private boolean streamed;

    /** Hears how it has ended. */
    @FunctionalInterface
    public interface End {

        /** @param streamed whether the answer was a stream of events, for all that is known of it */
        void ended(Answer answer, boolean streamed);
    }

    public EventReceiver(Consumer<ServerSentEvents.Event> each, End end) {
        this.each = each;
        this.end = end;
    }

    /** How the stream is taken up again. */
    public ServerSentEvents events() {
        return events;
    }

    @Override
    public void more(byte[] bytes, int length) {
        if (length > 0 && bytes[0] != '{' && bytes[0] != '[' && bytes[0] != '"') {
            for (ServerSentEvents.Event event : events.events(bytes, length)) {
                streamed = true;
                each.accept(event);
            }
        }
    }

    @Override
    public void receive(Answer answer) {
        if (answer instanceof Answer.Received received && received.status() < FAILURE_MIN) {
            more(received.bytes(), received.length());
        }
        end.ended(answer, streamed);
    }
}
