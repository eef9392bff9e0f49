package dev.baton.actors.connector.mcp;

import dev.baton.actors.connector.AgentLine;
import dev.baton.actors.connector.AgentLine.Heard;
import dev.baton.actors.connector.AttemptRequest;
import dev.baton.actors.connector.login.Challenge;
import dev.baton.actors.connector.login.Holder;
import dev.baton.actors.connector.login.Pass;
import dev.baton.actors.connector.login.Passes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one attempt shows its server to be let in, and what is done when that does not do. */
final class Entrance {

    /** A server that refuses more tokens than these will take none. */
    private static final int TOKENS_MAX = 3;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final AgentLine.Access access;
    private final @Nullable Passes passes;
    private final @Nullable Holder holder;
    private volatile @Nullable Pass shown;
    private int asked;

    private Entrance(AgentLine.Access access, @Nullable Passes passes, @Nullable Holder holder) {
        this.access = access;
        this.passes = passes;
        this.holder = holder;
    }

    /** @param passes null if nobody may have a token */
    static Entrance of(AttemptRequest request, McpAgent agent, @Nullable Passes passes) {
        return new Entrance(agent.access(), passes, Passes.holder(request.tenant(), request.agent()));
    }

    /** @param then what is done with what there is to be shown now; at once, unless a new token is due */
    void open(Consumer<AgentLine.Access> then) {
        if (passes == null || holder == null) {
            then.accept(access);
            return;
        }
        CompletionStage<Optional<Pass>> current = passes.current(holder).exceptionally(defect -> Optional.empty());
        var ignored = current.thenAccept(pass -> {
            shown = pass.orElse(null);
            then.accept(pass.map(one -> access.with(one.token())).orElse(access));
        });
    }

    /** What comes of asking for a token because of this refusal; null if none would change anything. */
    @Nullable
    CompletionStage<Passes.Entry> ask(Heard.Nothing refusal) {
        if (passes == null || holder == null || (refusal.status() != UNAUTHORIZED && refusal.status() != FORBIDDEN)) {
            return null;
        }
        Challenge challenge = Challenge.of(refusal.status(), refusal.challenge());
        if (challenge == null) {
            return null;
        }
        asked++;
        return asked > TOKENS_MAX
                ? CompletableFuture.completedFuture(
                        new Passes.Entry.Refused("it takes none of " + TOKENS_MAX + " tokens", false))
                : passes.ask(holder, challenge, shown);
    }
}
