package dev.baton.actors.manager;

import dev.baton.actors.port.Runs;
import dev.baton.actors.run.RegionRule;
import dev.baton.actors.run.Rejection;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunState;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run from going on in a region where it may not: another one had it and was lost. It can be seen, and waits until
 * a region has it that it is allowed in.
 *
 * @param allowed whether a run with this rule may go on here
 */
record Residency(Predicate<RegionRule> allowed) {

    static final Residency ANYWHERE = new Residency(rule -> true);

    boolean forbids(RunState state) {
        return state.exists()
                && !state.ended()
                && forbids(RegionRule.of(state.started().labels()));
    }

    private boolean forbids(@Nullable RegionRule rule) {
        return rule != null && !allowed.test(rule);
    }

    /** @return whether the message has been dealt with: nothing more is to be done about it */
    boolean turnsAway(RunState state, RunMessage message) {
        return switch (message) {
            case RunMessage.Ask ask -> {
                RegionRule rule = rule(state, ask.command());
                if (forbids(rule)) {
                    ask.replyTo().tell(new RunAnswer.Given(new Runs.Reply.Refused(refusal(rule))));
                }
                yield forbids(rule);
            }
            case RunMessage.Told told -> {
                boolean forbidden = forbids(rule(state, told.command()));
                if (forbidden) {
                    told.replyTo().tell(new RunMessage.Heard(told.delivery(), RunMessage.Heard.Answer.LATER, ""));
                }
                yield forbidden;
            }
            case RunMessage.Heard ignored -> forbids(state);
            case RunMessage.WorkerReport ignored -> forbids(state);
            case RunMessage.Flush ignored -> forbids(state);
            case RunMessage.Due ignored -> forbids(state);
            case RunMessage.TellAgain ignored -> forbids(state);
            case RunMessage.Undelivered ignored -> forbids(state);
            case RunMessage.PastRead ignored -> forbids(state);
            case RunMessage.TargetRead ignored -> forbids(state);
            // Has the manager leave then, with what it keeps.
            case RunMessage.TryAgain ignored -> false;
            case RunMessage.Get ignored -> false;
            case RunMessage.AwaitEnd ignored -> false;
            case RunMessage.Listen ignored -> false;
            case RunMessage.Unlisten ignored -> false;
            case RunMessage.Wake ignored -> false;
            case RunMessage.Stop ignored -> false;
            case RunMessage.Park ignored -> false;
            case RunMessage.Loaded ignored -> false;
            case RunMessage.LoadAgain ignored -> false;
            case RunMessage.Defect ignored -> false;
            case RunMessage.Claimed ignored -> false;
            case RunMessage.ClaimAgain ignored -> false;
        };
    }

    private static @Nullable RegionRule rule(RunState state, RunCommand command) {
        if (state.exists()) {
            boolean repeated = state.ended() && command instanceof RunCommand.Start;
            return repeated ? null : RegionRule.of(state.started().labels());
        }
        return switch (command) {
            case RunCommand.Start start -> RegionRule.of(start.labels());
            case RunCommand.Fork fork
            when fork.past() != null && fork.past().state().exists() ->
                RegionRule.of(fork.past().state().started().labels());
            default -> null;
        };
    }

    private static Rejection refusal(@Nullable RegionRule rule) {
        return new Rejection(
                Rejection.Code.REGION_UNAVAILABLE,
                "The run may only go on in " + (rule == null ? "another region" : rule.text())
                        + ", which does not have it now.");
    }
}
