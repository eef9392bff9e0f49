package dev.baton.actors.connector.oauth;

import dev.baton.actors.connector.client.Answer;
import dev.baton.actors.connector.client.Receiver;
import dev.baton.actors.connector.client.Sent;
import dev.baton.actors.port.Secret;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request that is sent with a token: at once if there is a fresh one, else when it is fetched. An agent that does not take the
 * token gets the request once more with another.
 */
public final class AuthorizedSend implements Sent, Receiver {

    private static final int UNAUTHORIZED = 401;

    /** Sends the request. */
    @FunctionalInterface
    public interface Sender {

        /** @return null if nothing could be sent; the one who waits knows then */
        @Nullable
        Sent send(Secret token, Receiver receiver);
    }

    private final ClientTokens tokens;
    private final ClientCredentials credentials;
    private final Sender sender;
    private final Receiver receiver;
    private final Consumer<Granted.Refused> refused;
    private boolean renewed;
    private boolean cancelled;
    private boolean waiting;
    private @Nullable Secret token;
    private @Nullable Sent sent;

    private AuthorizedSend(
            ClientTokens tokens,
            ClientCredentials credentials,
            Sender sender,
            Receiver receiver,
            Consumer<Granted.Refused> refused) {
        this.tokens = tokens;
        this.credentials = credentials;
        this.sender = sender;
        this.receiver = receiver;
        this.refused = refused;
    }

    /** @param refused called in place of the receiver if there is no token */
    public static Sent begin(
            ClientTokens tokens,
            ClientCredentials credentials,
            Sender sender,
            Receiver receiver,
            Consumer<Granted.Refused> refused) {
        AuthorizedSend send = new AuthorizedSend(tokens, credentials, sender, receiver, refused);
        send.withToken();
        return send;
    }

    private void withToken() {
        Secret fresh = tokens.fresh(credentials);
        if (fresh != null) {
            send(fresh);
            return;
        }
        boolean late;
        synchronized (this) {
            late = cancelled;
            waiting = !late;
        }
        if (late) {
            receiver.receive(new Answer.Cancelled());
            return;
        }
        tokens.fetch(credentials, granted -> {
            if (stillWaiting()) {
                switch (granted) {
                    case Granted.Token fetched -> send(fetched.access());
                    case Granted.Refused why -> refused.accept(why);
                }
            }
        });
    }

    private synchronized boolean stillWaiting() {
        boolean still = waiting;
        waiting = false;
        return still;
    }

    private void send(Secret with) {
        token = with;
        Sent now = sender.send(with, this);
        boolean late;
        synchronized (this) {
            sent = now;
            late = cancelled;
        }
        if (late && now != null) {
            now.cancel();
        }
    }

    @Override
    public void receive(Answer answer) {
        Secret used = token;
        if (answer instanceof Answer.Received received
                && received.status() == UNAUTHORIZED
                && !renewed
                && used != null) {
            renewed = true;
            tokens.rejected(credentials, used);
            withToken();
        } else {
            receiver.receive(answer);
        }
    }

    @Override
    public void more(byte[] bytes, int length) {
        receiver.more(bytes, length);
    }

    @Override
    public void cancel() {
        Sent open;
        boolean nothingSent;
        synchronized (this) {
            cancelled = true;
            open = sent;
            nothingSent = waiting;
            waiting = false;
        }
        if (nothingSent) {
            receiver.receive(new Answer.Cancelled());
        } else if (open != null) {
            open.cancel();
        }
    }
}
