"""Does tasks of Baton's queues in a program of one's own, with nothing but the standard library.

    from baton_worker import Worker

    def extract(task):
        return {"clauses": task.input["text"].split(".")}

    Worker("http://127.0.0.1:8080", "extraction", extract).run()

Read it from the end: Worker takes tasks and gives each to a function; _Assignment is a task under way; _Api is what is
asked of the server.
"""

from __future__ import annotations

import http.client
import json
import logging
import os
import random
import signal
import ssl
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, Optional, Union

__all__ = ["Worker", "Task", "Result", "TaskFailure"]

LOG = logging.getLogger("baton_worker")

LEASE_S = 30.0
LEASE_MAX_S = 3600.0
PATIENCE_S = 30.0
PATIENCE_MAX_S = 60.0
GRACE_S = 30.0
CONCURRENCY_MAX = 1000

_ANSWER_MAX_S = 15.0
_ANSWER_BYTES_MAX = 64 * 1024 * 1024
_BEATS_PER_LEASE = 3
_RETRY_FIRST_S = 0.25
_RETRY_LAST_S = 15.0
_KINDS = ("rejected", "unavailable", "timeout", "bug")
_GONE = ("attempt-stale", "lease-lost", "task-not-found")


class TaskFailure(Exception):
    """Why a task cannot be done; raise it from the function that does it.

    kind is "rejected" (the same again would fail again), "unavailable" or "timeout" (another try may help), or "bug".
    retry_after says for how many seconds the workers of this queue ask to be left alone.
    """

    def __init__(self, kind: str, message: str, retry_after: Optional[float] = None):
        if kind not in _KINDS:
            raise ValueError(f"kind must be one of {', '.join(_KINDS)}, not {kind}")
        super().__init__(message)
        self.kind = kind
        self.retry_after = retry_after


@dataclass(frozen=True)
class Result:
    """An output with what else there is to say about it; usage has inputTokens, outputTokens, costMicros."""

    output: Any
    usage: Optional[Mapping[str, int]] = None
    confidence: Optional[float] = None
    handoff: Optional[str] = None

    def _fields(self) -> dict:
        more = {"usage": self.usage, "confidence": self.confidence, "handoff": self.handoff}
        return {"output": self.output} | {name: value for name, value in more.items() if value is not None}


@dataclass(frozen=True)
class Task:
    """A task that this worker has; it is done once, though it may be handed out again after a fault.

    id is that of the attempt, the same for every delivery. cancelled is set when nobody wants the result any more.
    traceparent is the W3C trace context, to be passed on with what is done for the task.
    """

    id: str
    queue: str
    run: str
    step: str
    input: Any
    context: Mapping[str, Any]
    deadline: str
    delivery: int
    traceparent: str = ""
    cancelled: threading.Event = field(default_factory=threading.Event, compare=False)

    @staticmethod
    def _of(task: Mapping[str, Any]) -> "Task":
        request = task["request"]
        return Task(
            id=task["id"],
            queue=task["queue"],
            run=request["run"],
            step=request["step"],
            input=request["input"],
            context=request["context"],
            deadline=task["deadline"],
            delivery=task["delivery"],
            traceparent=request.get("traceparent", ""),
        )


@dataclass(frozen=True)
class _Done:
    body: Mapping[str, Any]


@dataclass(frozen=True)
class _Refused:
    """The server will not do it, however often it is asked."""

    code: str
    message: str


@dataclass(frozen=True)
class _Unreachable:
    reason: str
    after: Optional[float] = None


_Answer = Union[_Done, _Refused, _Unreachable]


class _Api:
    """What is asked of the server: one connection per request, so that each can be broken off by itself."""

    def __init__(self, url: str, headers: Mapping[str, str]):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is no http or https URL")
        self._parts = parts
        self._prefix = parts.path.rstrip("/")
        self._headers = {"Content-Type": "application/json", **headers}

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def post(self, path: str, body: str, timeout: float = _ANSWER_MAX_S, call: Optional["_Call"] = None) -> _Answer:
        connection = self._connection(timeout)
        try:
            connection.connect()
            if call is not None:
                call.is_on(connection)
            connection.request("POST", self._prefix + path, body.encode(), self._headers)
            response = connection.getresponse()
            return _read(response.status, response.getheader("Retry-After"), response.read(_ANSWER_BYTES_MAX))
        except (OSError, http.client.HTTPException) as fault:
            return _Unreachable(f"the server is out of reach: {fault!r}")
        finally:
            connection.close()


class _Call:
    """A request that can be broken off by another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Optional[http.client.HTTPConnection] = None
        self._broken = False

    def is_on(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if self._broken:
                raise ConnectionAbortedError("the worker stops")
            self._connection = connection

    def break_off(self) -> None:
        with self._lock:
            self._broken = True
            if self._connection is not None and self._connection.sock is not None:
                try:
                    self._connection.sock.shutdown(2)
                except OSError:
                    pass  # it was closed already


def _read(status: int, retry_after: Optional[str], content: bytes) -> _Answer:
    try:
        body = json.loads(content)
        if not isinstance(body, dict):
            raise ValueError("no object")
    except ValueError as fault:
        if status == 200:
            return _Unreachable(f"it answered something else than tasks: {fault}")
        body = {}
    if status == 200:
        return _Done(body)
    detail = str(body.get("detail", f"it answered {status}"))
    if status >= 500 or status in (408, 429):
        seconds = float(retry_after) if retry_after is not None and retry_after.isdigit() else None
        return _Unreachable(detail, seconds)
    return _Refused(str(body.get("code", "")), detail)


class _Backoff:
    """How long to leave a server alone that cannot be reached."""

    def __init__(self) -> None:
        self._next = _RETRY_FIRST_S

    def pause(self, asked: Optional[float], until: threading.Event) -> None:
        # All workers of a server that was away must not come back in the same moment.
        pause = asked if asked is not None else random.uniform(self._next / 2, self._next)
        self._next = min(_RETRY_LAST_S, self._next * 2)
        until.wait(pause)

    def reset(self) -> None:
        self._next = _RETRY_FIRST_S


class _Assignment:
    """A task under way: one thread does it and tells what came of it, another keeps it by heartbeats meanwhile."""

    def __init__(self, task: Task, work: Callable[[Task], Any], api: _Api, worker: str, lease: float):
        self._task = task
        self._work = work
        self._api = api
        self._worker = worker
        self._lease = lease
        self.over = threading.Event()

    def carry_out(self) -> None:
        threading.Thread(target=self._keep, name=f"baton-keeper-{self._task.id}", daemon=True).start()
        try:
            verb, fields = self._outcome()
            if not self._task.cancelled.is_set():
                self._report(verb, fields)
        finally:
            self.over.set()

    def _outcome(self) -> tuple[str, dict]:
        try:
            output = self._work(self._task)
            fields = (output if isinstance(output, Result) else Result(output))._fields()
            json.dumps(fields, allow_nan=False)
            return "complete", fields
        except TaskFailure as failure:
            return "fail", _failure(failure)
        except Exception as fault:  # whatever it is, the server must know
            if not self._task.cancelled.is_set():
                LOG.warning("task %s failed", self._task.id, exc_info=True)
            return "fail", _failure(TaskFailure("unavailable", f"{type(fault).__name__}: {fault}"))

    def _report(self, verb: str, fields: dict) -> None:
        backoff = _Backoff()
        while not self._task.cancelled.is_set():
            answer = self._of_task(verb, fields)
            if isinstance(answer, _Done):
                return
            if isinstance(answer, _Refused):
                LOG.warning("the result of task %s was refused: %s", self._task.id, answer.message)
                return
            LOG.warning("the result of task %s waits: %s", self._task.id, answer.reason)
            backoff.pause(answer.after, self._task.cancelled)

    def _keep(self) -> None:
        # A server that is away for a while is no reason to stop.
        while not self.over.wait(self._lease / _BEATS_PER_LEASE):
            answer = self._of_task("heartbeat", {"leaseMs": int(self._lease * 1000)})
            if isinstance(answer, _Refused) and answer.code in _GONE:
                LOG.info("task %s was let go: %s", self._task.id, answer.message)
                self._task.cancelled.set()
                return

    def give_back(self) -> None:
        """Lets another worker have the task now, rather than when the lease ends."""
        self._task.cancelled.set()
        if not self.over.is_set():
            self._of_task("heartbeat", {"leaseMs": 1})

    def _of_task(self, verb: str, fields: dict) -> _Answer:
        body = json.dumps({"worker": self._worker, **fields}, allow_nan=False)
        return self._api.post(f"/v1/tasks/{urllib.parse.quote(self._task.id, safe='')}:{verb}", body)


def _failure(failure: TaskFailure) -> dict:
    fields: dict = {"error": {"message": str(failure) or type(failure).__name__, "kind": failure.kind}}
    if failure.retry_after is not None:
        fields["retryAfterMs"] = int(failure.retry_after * 1000)
    return fields


class Worker:
    """Takes tasks of a queue and gives them to work, as many at a time as it is told, until it is stopped.

    work(task) returns the output (what JSON can hold, or a Result) or raises TaskFailure; any other exception is a
    failure of kind "unavailable". It runs on a thread of its own and should look at task.cancelled now and then.
    """

    def __init__(
        self,
        server: str,
        queue: str,
        work: Callable[[Task], Any],
        *,
        name: Optional[str] = None,
        concurrency: int = 1,
        lease: float = LEASE_S,
        patience: float = PATIENCE_S,
        headers: Optional[Mapping[str, str]] = None,
    ):
        if not 1 <= concurrency <= CONCURRENCY_MAX:
            raise ValueError(f"concurrency must be 1 to {CONCURRENCY_MAX}")
        if not 0.001 <= lease <= LEASE_MAX_S or not 0.001 <= patience <= PATIENCE_MAX_S:
            raise ValueError(f"lease must be at most {LEASE_MAX_S} s and patience at most {PATIENCE_MAX_S} s")
        self._api = _Api(server, headers or {})
        self._queue = queue
        self._work = work
        self._name = name or f"python-{os.getpid()}-{uuid.uuid4()}"
        self._concurrency = concurrency
        self._lease = lease
        self._patience = patience
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._under_way: set[_Assignment] = set()
        self._call = _Call()
        self._taking = threading.Thread(target=self._take, name=f"baton-worker-{queue}", daemon=True)

    def start(self) -> "Worker":
        self._taking.start()
        return self

    def run(self, grace: float = GRACE_S) -> None:
        """Works until the program is told to end (SIGTERM or SIGINT), and stops in order then; on the main thread."""
        told = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: told.set())
        self.start()
        told.wait()
        self.stop(grace)

    def stop(self, grace: float = GRACE_S) -> None:
        """Takes no more tasks, waits for those under way, and gives back those that have not ended by then."""
        self._stopping.set()
        self._call.break_off()
        with self._changed:
            self._changed.notify_all()
        self._taking.join()
        end = time.monotonic() + grace
        for assignment in self._open():
            if not assignment.over.wait(max(0.0, end - time.monotonic())):
                assignment.give_back()

    def _open(self) -> list[_Assignment]:
        with self._changed:
            return list(self._under_way)

    def _take(self) -> None:
        backoff = _Backoff()
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._stopping.is_set() or len(self._under_way) < self._concurrency
                )
                places = self._concurrency - len(self._under_way)
            if self._stopping.is_set():
                return
            for task in self._lease_tasks(places, backoff):
                self._begin(task)

    def _lease_tasks(self, places: int, backoff: _Backoff) -> list[Task]:
        body = json.dumps(
            {
                "worker": self._name,
                "max": places,
                "waitMs": int(self._patience * 1000),
                "leaseMs": int(self._lease * 1000),
            }
        )
        path = f"/v1/queues/{urllib.parse.quote(self._queue, safe='')}:lease"
        answer = self._api.post(path, body, self._patience + _ANSWER_MAX_S, self._call)
        if isinstance(answer, _Done):
            backoff.reset()
            return [Task._of(task) for task in answer.body.get("tasks", [])]
        if not self._stopping.is_set():
            trouble = answer.message if isinstance(answer, _Refused) else answer.reason
            LOG.warning("%s got no tasks of %s: %s", self._name, self._queue, trouble)
            backoff.pause(answer.after if isinstance(answer, _Unreachable) else None, self._stopping)
        return []

    def _begin(self, task: Task) -> None:
        assignment = _Assignment(task, self._work, self._api, self._name, self._lease)
        with self._changed:
            self._under_way.add(assignment)

        def carry_out() -> None:
            try:
                assignment.carry_out()
            finally:
                with self._changed:
                    self._under_way.discard(assignment)
                    self._changed.notify_all()

        threading.Thread(target=carry_out, name=f"baton-task-{task.id}", daemon=True).start()

    def __enter__(self) -> "Worker":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
