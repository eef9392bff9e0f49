package dev.baton.actors.run;

/** How events are called outside: in the API, in the feed, and where somebody asks for some of them. */
public final class EventType {

    private EventType() {}

    public static String of(RunEvent event) {
        return switch (event) {
            case RunEvent.RunStarted ignored -> "run-started";
            case RunEvent.StepStarted ignored -> "step-started";
            case RunEvent.StepHeld ignored -> "step-held";
            case RunEvent.AttemptStarted ignored -> "attempt-started";
            case RunEvent.AttemptAccepted ignored -> "attempt-accepted";
            case RunEvent.AttemptProgressed ignored -> "attempt-progressed";
            case RunEvent.AttemptContinued ignored -> "attempt-continued";
            case RunEvent.WorkerRestarted ignored -> "worker-restarted";
            case RunEvent.AttemptFailed ignored -> "attempt-failed";
            case RunEvent.WaitStarted ignored -> "wait-started";
            case RunEvent.SignalReceived ignored -> "signal-received";
            case RunEvent.SignalConsumed ignored -> "signal-consumed";
            case RunEvent.ApprovalRequested ignored -> "approval-requested";
            case RunEvent.ApprovalVoted ignored -> "approval-voted";
            case RunEvent.ApprovalEscalated ignored -> "approval-escalated";
            case RunEvent.ApprovalDecided ignored -> "approval-decided";
            case RunEvent.ChildStarted ignored -> "child-started";
            case RunEvent.ChildEnded ignored -> "child-ended";
            case RunEvent.MemoryRead ignored -> "memory-read";
            case RunEvent.MemoryWritten ignored -> "memory-written";
            case RunEvent.StepDecided ignored -> "step-decided";
            case RunEvent.StepCompleted ignored -> "step-completed";
            case RunEvent.StepFailed ignored -> "step-failed";
            case RunEvent.StepCancelled ignored -> "step-cancelled";
            case RunEvent.IncidentRaised ignored -> "incident-raised";
            case RunEvent.IncidentResolved ignored -> "incident-resolved";
            case RunEvent.RunPaused ignored -> "run-paused";
            case RunEvent.RunResumed ignored -> "run-resumed";
            case RunEvent.RunCompleted ignored -> "run-completed";
            case RunEvent.RunFailed ignored -> "run-failed";
            case RunEvent.RunCancelled ignored -> "run-cancelled";
            case RunEvent.RunTerminated ignored -> "run-terminated";
            case RunEvent.RemedyStarted ignored -> "remedy-started";
            case RunEvent.RunCompensated ignored -> "run-compensated";
            case RunEvent.LimitsSet ignored -> "limits-set";
            case RunEvent.RunRetried ignored -> "run-retried";
            case RunEvent.StepReopened ignored -> "step-reopened";
            case RunEvent.RunRerun ignored -> "run-rerun";
            case RunEvent.StepsUndone ignored -> "steps-undone";
            case RunEvent.RunForked ignored -> "run-forked";
            case RunEvent.RunMigrated ignored -> "run-migrated";
            case RunEvent.RunRepaired ignored -> "run-repaired";
            case RunEvent.StepTaken ignored -> "step-taken";
        };
    }
}
