/**
 * Does tasks of Baton's queues in a program of one's own, with nothing but what Node itself brings.
 *
 *     import {Worker} from "baton-worker";
 *
 *     await new Worker("http://127.0.0.1:8080", "extraction", async task => ({length: task.input.text.length})).run();
 *
 * Worker takes tasks and gives each to a function; Assignment is a task under way; Api is what is asked of the server.
 */

/** What JSON can hold; `any`, because what a task holds is for its agent's schema to say. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export type FailureKind = "rejected" | "unavailable" | "timeout" | "bug";

/** A task that this worker has; it is done once, though it may be handed out again after a fault. */
export interface Task {
  /** The attempt's id: the same for every delivery. */
  readonly id: string;
  readonly queue: string;
  readonly run: string;
  readonly step: string;
  readonly input: Json;
  readonly context: Readonly<Record<string, Json>>;
  /** When the server stops to wait for the result, RFC 3339. */
  readonly deadline: string;
  /** How often it was handed out, this time included. */
  readonly delivery: number;
  /** W3C trace context, to be passed on with what is done for the task. */
  readonly traceparent: string;
  /** Aborted when nobody wants the result any more. */
  readonly signal: AbortSignal;
}

/** An output with what else there is to say about it. */
export class Result {
  readonly output: Json;
  readonly usage: {inputTokens?: number; outputTokens?: number; costMicros?: number} | undefined;
  readonly confidence: number | undefined;
  readonly handoff: string | undefined;

  constructor(output: Json, more: {usage?: Result["usage"]; confidence?: number; handoff?: string} = {}) {
    this.output = output;
    this.usage = more.usage;
    this.confidence = more.confidence;
    this.handoff = more.handoff;
  }
}

/** Why a task cannot be done; throw it from the function that does it. */
export class TaskFailure extends Error {
  readonly kind: FailureKind;
  /** How long the workers of this queue ask to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, retryAfterMs?: number) {
    super(message);
    this.name = "TaskFailure";
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Returns the output or a Result, or throws; whatever is no TaskFailure is a failure of kind `unavailable`. */
export type Work = (task: Task) => Promise<Json> | Json;

export interface WorkerOptions {
  /** By which the server knows the worker; unique among all. */
  name?: string;
  /** Tasks done at the same time at most. */
  concurrency?: number;
  /** For how long a task is this worker's without a heartbeat; one is sent after each third of it. */
  leaseMs?: number;
  /** Of one request for tasks. */
  patienceMs?: number;
  /** Of every request, such as Authorization. */
  headers?: Record<string, string>;
}

export const LEASE_MS = 30_000;
export const LEASE_MAX_MS = 3_600_000;
export const PATIENCE_MS = 30_000;
export const PATIENCE_MAX_MS = 60_000;
export const GRACE_MS = 30_000;
export const CONCURRENCY_MAX = 1_000;

const ANSWER_MAX_MS = 15_000;
const BEATS_PER_LEASE = 3;
const RETRY_FIRST_MS = 250;
const RETRY_LAST_MS = 15_000;
const GONE = ["attempt-stale", "lease-lost", "task-not-found"];

declare const process: {
  readonly pid: number;
  once(signal: string, listener: () => void): void;
  off(signal: string, listener: () => void): void;
};

type Answer =
  | {is: "done"; body: Json}
  /** The server will not do it, however often it is asked. */
  | {is: "refused"; code: string; reason: string}
  | {is: "unreachable"; reason: string; afterMs: number | undefined};

/** What is asked of the server. */
class Api {
  private readonly server: string;
  private readonly headers: Record<string, string>;

  constructor(server: string, headers: Record<string, string>) {
    this.server = new URL(server).href.replace(/\/$/, "");
    this.headers = {"Content-Type": "application/json", ...headers};
  }

  /** @throws TypeError if the fields are no JSON */
  async post(path: string, fields: object, timeoutMs = ANSWER_MAX_MS, signal?: AbortSignal): Promise<Answer> {
    const body = JSON.stringify(fields);
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      const response = await fetch(this.server + path, {
        method: "POST",
        headers: this.headers,
        body,
        redirect: "error",
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return read(response.status, response.headers.get("retry-after"), await response.text());
    } catch (fault) {
      return {is: "unreachable", reason: `the server is out of reach: ${told(fault)}`, afterMs: undefined};
    }
  }
}

function read(status: number, retryAfter: string | null, text: string): Answer {
  let body: Json = {};
  try {
    body = JSON.parse(text) ?? {};
  } catch {
    if (status === 200) {
      return {is: "unreachable", reason: "it answered something else than tasks", afterMs: undefined};
    }
  }
  if (status === 200) {
    return {is: "done", body};
  }
  const reason = String(body.detail ?? `it answered ${status}`);
  if (status >= 500 || status === 408 || status === 429) {
    const seconds = retryAfter !== null && /^[0-9]{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
    return {is: "unreachable", reason, afterMs: seconds === undefined ? undefined : seconds * 1000};
  }
  return {is: "refused", code: String(body.code ?? ""), reason};
}

function told(fault: unknown): string {
  if (fault instanceof Error) {
    return fault.cause instanceof Error ? `${fault.message} (${fault.cause.message})` : fault.message;
  }
  return String(fault);
}

/** Ends early, without a fault, when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}

/** How long to leave a server alone that cannot be reached. */
class Backoff {
  private nextMs = RETRY_FIRST_MS;

  async pause(askedMs: number | undefined, signal: AbortSignal): Promise<void> {
    // All workers of a server that was away must not come back in the same moment.
    const ms = askedMs ?? this.nextMs * (0.5 + Math.random() / 2);
    this.nextMs = Math.min(RETRY_LAST_MS, this.nextMs * 2);
    await pause(ms, signal);
  }

  reset(): void {
    this.nextMs = RETRY_FIRST_MS;
  }
}

/** A task under way: it is done, and kept by heartbeats meanwhile, and the server is told what came of it. */
class Assignment {
  private readonly cancelled = new AbortController();
  private readonly finished = new AbortController();
  private readonly task: Task;
  private readonly work: Work;
  private readonly api: Api;
  private readonly worker: string;
  private readonly leaseMs: number;
  readonly over: Promise<void>;

  constructor(given: Json, work: Work, api: Api, worker: string, leaseMs: number) {
    const {run, step, input, context, traceparent = ""} = given.request;
    const {id, queue, deadline, delivery} = given;
    const {signal} = this.cancelled;
    this.task = {id, queue, run, step, input, context, deadline, delivery, traceparent, signal};
    this.work = work;
    this.api = api;
    this.worker = worker;
    this.leaseMs = leaseMs;
    this.over = this.carryOut();
  }

  private async carryOut(): Promise<void> {
    const kept = this.keep();
    try {
      const [verb, fields] = await this.outcome();
      await this.report(verb, fields);
    } finally {
      this.finished.abort();
      await kept;
    }
  }

  private async outcome(): Promise<[string, object]> {
    try {
      const output = await this.work(this.task);
      const result = output instanceof Result ? output : new Result(output);
      const fields = {...result, output: result.output ?? null};
      JSON.stringify(fields);
      return ["complete", fields];
    } catch (fault) {
      const failure = fault instanceof TaskFailure ? fault : new TaskFailure("unavailable", told(fault));
      if (failure !== fault && !this.cancelled.signal.aborted) {
        console.warn(`task ${this.task.id} failed:`, fault);
      }
      const error = {message: failure.message || failure.name, kind: failure.kind};
      return ["fail", {error, retryAfterMs: failure.retryAfterMs}];
    }
  }

  private async report(verb: string, fields: object): Promise<void> {
    const backoff = new Backoff();
    while (!this.cancelled.signal.aborted) {
      const answer = await this.ofTask(verb, fields);
      if (answer.is === "done") {
        return;
      }
      if (answer.is === "refused") {
        console.warn(`the result of task ${this.task.id} was refused: ${answer.reason}`);
        return;
      }
      console.warn(`the result of task ${this.task.id} waits: ${answer.reason}`);
      await backoff.pause(answer.afterMs, this.cancelled.signal);
    }
  }

  private async keep(): Promise<void> {
    const {signal} = this.finished;
    for (;;) {
      await pause(this.leaseMs / BEATS_PER_LEASE, signal);
      if (signal.aborted) {
        return;
      }
      // A server that is away for a while is no reason to stop.
      const answer = await this.ofTask("heartbeat", {leaseMs: this.leaseMs});
      if (answer.is === "refused" && GONE.includes(answer.code)) {
        this.cancelled.abort();
        return;
      }
    }
  }

  /** Lets another worker have the task now, rather than when the lease ends. */
  async giveBack(): Promise<void> {
    this.cancelled.abort();
    this.finished.abort();
    await this.ofTask("heartbeat", {leaseMs: 1});
  }

  private ofTask(verb: string, fields: object): Promise<Answer> {
    return this.api.post(`/v1/tasks/${encodeURIComponent(this.task.id)}:${verb}`, {worker: this.worker, ...fields});
  }
}

/** Takes tasks of a queue and gives them to `work`, as many at a time as it is told, until it is stopped. */
export class Worker {
  private readonly queue: string;
  private readonly work: Work;
  private readonly api: Api;
  private readonly name: string;
  private readonly concurrency: number;
  private readonly leaseMs: number;
  private readonly patienceMs: number;
  private readonly underWay = new Set<Assignment>();
  private readonly stopping = new AbortController();
  private taking: Promise<void> | undefined;
  private wake: () => void = () => {};

  constructor(server: string, queue: string, work: Work, options: WorkerOptions = {}) {
    this.api = new Api(server, options.headers ?? {});
    this.queue = queue;
    this.work = work;
    this.name = options.name ?? `node-${process.pid}-${crypto.randomUUID()}`;
    this.concurrency = within(options.concurrency ?? 1, CONCURRENCY_MAX, "concurrency");
    this.leaseMs = within(options.leaseMs ?? LEASE_MS, LEASE_MAX_MS, "leaseMs");
    this.patienceMs = within(options.patienceMs ?? PATIENCE_MS, PATIENCE_MAX_MS, "patienceMs");
  }

  start(): this {
    this.taking ??= this.take();
    return this;
  }

  /** Works until the program is told to end (SIGTERM or SIGINT), and stops in order then. */
  async run(graceMs = GRACE_MS): Promise<void> {
    await new Promise<void>(resolve => {
      const told = () => {
        process.off("SIGTERM", told);
        process.off("SIGINT", told);
        resolve();
      };
      process.once("SIGTERM", told);
      process.once("SIGINT", told);
      this.start();
    });
    await this.stop(graceMs);
  }

  /** Takes no more tasks, waits for those under way, and gives back those that have not ended by then. */
  async stop(graceMs = GRACE_MS): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.taking;
    const allEnded = new AbortController();
    void Promise.allSettled([...this.underWay].map(assignment => assignment.over)).then(() => allEnded.abort());
    await pause(graceMs, allEnded.signal);
    await Promise.all([...this.underWay].map(assignment => assignment.giveBack()));
  }

  private async take(): Promise<void> {
    const backoff = new Backoff();
    const {signal} = this.stopping;
    while (!signal.aborted) {
      const places = this.concurrency - this.underWay.size;
      if (places === 0) {
        await new Promise<void>(resolve => {
          this.wake = resolve;
        });
      } else {
        (await this.lease(places, backoff)).forEach(task => this.begin(task));
      }
    }
  }

  private async lease(places: number, backoff: Backoff): Promise<Json[]> {
    const {signal} = this.stopping;
    const fields = {worker: this.name, max: places, waitMs: this.patienceMs, leaseMs: this.leaseMs};
    const path = `/v1/queues/${encodeURIComponent(this.queue)}:lease`;
    const answer = await this.api.post(path, fields, this.patienceMs + ANSWER_MAX_MS, signal);
    if (answer.is === "done") {
      backoff.reset();
      return answer.body.tasks ?? [];
    }
    if (!signal.aborted) {
      console.warn(`${this.name} got no tasks of ${this.queue}: ${answer.reason}`);
      await backoff.pause(answer.is === "unreachable" ? answer.afterMs : undefined, signal);
    }
    return [];
  }

  private begin(task: Json): void {
    const assignment = new Assignment(task, this.work, this.api, this.name, this.leaseMs);
    this.underWay.add(assignment);
    void assignment.over.finally(() => {
      this.underWay.delete(assignment);
      this.wake();
    });
  }
}

function within(value: number, max: number, what: string): number {
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new RangeError(`${what} must be 1 to ${max}`);
  }
  return value;
}
