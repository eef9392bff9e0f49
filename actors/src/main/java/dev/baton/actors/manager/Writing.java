package dev.baton.actors.manager;

import dev.baton.actors.port.StoreException;
import dev.baton.actors.port.Unstorable;
import dev.baton.actors.run.AttemptResult;
import dev.baton.actors.run.ErrorKind;
import dev.baton.actors.run.RunCommand;
import dev.baton.actors.run.RunError;
import dev.baton.actors.run.RunState;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What is being written, and the state that deciding it has made. */
record Writing(List<Request> requests, RunState next) {

    /** Whether it is written is unknown: whoever asked may ask again. */
    void failed(StoreException reason) {
        for (Request request : requests) {
            if (request.asker() != null) {
                request.asker().failed(reason);
            }
        }
    }

    /** The store cannot take it, now or later. It would refuse it again if the agent were simply asked again. */
    void refused(String what, Throwable failure, ActorRef<RunMessage> manager) {
        for (Request request : requests) {
            if (request.asker() != null) {
                request.asker().failed(new Unstorable(what, failure));
            } else {
                manager.tell(
                        request.command() instanceof RunCommand.RecordResult result
                                ? new RunMessage.WorkerReport(defect(result.attempt(), what))
                                : new RunMessage.Defect(what));
            }
        }
    }

    static AttemptWorker.Report defect(String attempt, String what) {
        return new AttemptWorker.Report.Ended(
                attempt, new AttemptResult.Failed(RunError.of(ErrorKind.BUG, what), null));
    }
}
