package dev.baton.actors.pattern;

import dev.baton.actors.definition.Pattern;
import java.util.List;

/** All kinds of steps. A further one is a file of its own, and a line here. */
public final class Patterns {

    public static final List<Pattern> ALL = List.of(
            AgentStep.PATTERN,
            SequenceStep.PATTERN,
            ParallelStep.PATTERN,
            MapStep.PATTERN,
            GraphStep.PATTERN,
            LoopStep.PATTERN,
            SwitchStep.PATTERN,
            HandoffStep.PATTERN,
            GroupChatStep.PATTERN,
            ManagerStep.PATTERN,
            SetStep.PATTERN,
            ApprovalStep.PATTERN,
            WaitStep.PATTERN,
            WorkflowStep.PATTERN);

    private Patterns() {}
}
