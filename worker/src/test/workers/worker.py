"""What the test of all languages asks a worker to do; see Crew.java."""

import logging
import sys

from baton_worker import Result, TaskFailure, Worker

logging.basicConfig(level=logging.INFO)


def say(*words):
    print(*words, flush=True)


def work(task):
    say("started", task.run, task.delivery)
    match task.input["do"]:
        case "echo":
            usage = {"inputTokens": 3, "outputTokens": 4, "costMicros": 5}
            return Result({"said": task.input["text"], "trace": task.traceparent}, usage=usage)
        case "refuse":
            raise TaskFailure("rejected", "not this one")
        case "break":
            raise RuntimeError("broken")
        case _:
            if task.cancelled.wait(task.input["ms"] / 1000):
                say("cancelled", task.run)
            return "slept"


Worker(sys.argv[1], sys.argv[2], work, concurrency=4, lease=0.6).run(grace=1.5)
