// What the test of all languages asks a worker to do; see Crew.java.
import {pathToFileURL} from "node:url";
import {resolve} from "node:path";
import {setTimeout as sleep} from "node:timers/promises";

const {Result, TaskFailure, Worker} = await import(pathToFileURL(resolve("dist/worker.js")).href);
const [server, queue] = process.argv.slice(2);

async function work(task) {
  console.log("started", task.run, task.delivery);
  switch (task.input.do) {
    case "echo":
      return new Result({said: task.input.text, trace: task.traceparent}, {usage: {inputTokens: 3, outputTokens: 4, costMicros: 5}});
    case "refuse":
      throw new TaskFailure("rejected", "not this one");
    case "break":
      throw new Error("broken");
    default:
      await sleep(task.input.ms, undefined, {signal: task.signal}).catch(() => console.log("cancelled", task.run));
      return "slept";
  }
}

await new Worker(server, queue, work, {concurrency: 4, leaseMs: 600}).run(1_500);
process.exit();
