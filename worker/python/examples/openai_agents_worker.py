"""An agent of the OpenAI Agents SDK as a worker: pip install openai-agents

    python openai_agents_worker.py http://127.0.0.1:8080 billing

An input is a text, or {"text": ...}. The model is the SDK's own choice (OPENAI_API_KEY, OPENAI_BASE_URL).
"""

import asyncio
import json
import sys

from agents import Agent, Runner

from baton_worker import Result, Task, TaskFailure, Worker

AGENT = Agent(name="Billing", instructions="You answer questions about invoices, in one paragraph.")


def prompt(task: Task) -> str:
    given = task.input.get("text") if isinstance(task.input, dict) else task.input
    return given if isinstance(given, str) else json.dumps(task.input)


async def until_done_or_cancelled(task: Task):
    run = asyncio.ensure_future(Runner.run(AGENT, prompt(task)))
    while not run.done():
        await asyncio.wait([run], timeout=0.2)
        if task.cancelled.is_set():
            run.cancel()
            raise TaskFailure("unavailable", "the task was cancelled")
    return run.result()


def work(task: Task) -> Result:
    done = asyncio.run(until_done_or_cancelled(task))
    used = done.context_wrapper.usage
    return Result(
        {"text": str(done.final_output)},
        usage={"inputTokens": used.input_tokens, "outputTokens": used.output_tokens},
    )


if __name__ == "__main__":
    Worker(sys.argv[1], sys.argv[2], work, concurrency=4).run()
