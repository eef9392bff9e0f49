package dev.baton.worker;

import org.jspecify.annotations.Nullable;

/** What a worker does with a task. */
@FunctionalInterface
public interface Work {

    /**
     * Called on a thread of its own, which is interrupted when the task is not wanted any more.
     *
     * @return the output: a {@link Result}, or a value as JSON has it, of maps, lists, texts, numbers, truth values and
     *     null
     * @throws TaskFailure if it cannot be done; any other exception is a failure of kind {@code unavailable}
     */
    @Nullable
    Object on(Task task) throws Exception;
}
