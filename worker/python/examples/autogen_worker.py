"""A team of AutoGen as a worker: pip install autogen-agentchat "autogen-ext[openai]"

    python autogen_worker.py http://127.0.0.1:8080 reports

An input is a text, or {"text": ...}; the output is what the team said last, and how often it spoke.
"""

import asyncio
import json
import sys

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.conditions import MaxMessageTermination, TextMentionTermination
from autogen_agentchat.teams import RoundRobinGroupChat
from autogen_core import CancellationToken
from autogen_ext.models.openai import OpenAIChatCompletionClient

from baton_worker import Result, Task, TaskFailure, Worker

MESSAGES_MAX = 12


def team() -> RoundRobinGroupChat:
    """A new one for each task: teams remember what was said."""
    model = OpenAIChatCompletionClient(model="gpt-4o-mini")
    writer = AssistantAgent("writer", model, system_message="You write a short report on what you are given.")
    critic = AssistantAgent("critic", model, system_message="You say what to mend, or APPROVED if nothing is.")
    end = TextMentionTermination("APPROVED") | MaxMessageTermination(MESSAGES_MAX)
    return RoundRobinGroupChat([writer, critic], termination_condition=end)


def prompt(task: Task) -> str:
    given = task.input.get("text") if isinstance(task.input, dict) else task.input
    return given if isinstance(given, str) else json.dumps(task.input)


async def until_done_or_cancelled(task: Task):
    token = CancellationToken()
    run = asyncio.ensure_future(team().run(task=prompt(task), cancellation_token=token))
    while not run.done():
        await asyncio.wait([run], timeout=0.2)
        if task.cancelled.is_set():
            token.cancel()
            raise TaskFailure("unavailable", "the task was cancelled")
    return run.result()


def work(task: Task) -> Result:
    messages = asyncio.run(until_done_or_cancelled(task)).messages
    said = [message for message in messages if message.source == "writer"]
    used = [message.models_usage for message in messages if message.models_usage is not None]
    return Result(
        {"text": said[-1].to_text() if said else "", "messages": len(messages)},
        usage={
            "inputTokens": sum(usage.prompt_tokens for usage in used),
            "outputTokens": sum(usage.completion_tokens for usage in used),
        },
    )


if __name__ == "__main__":
    Worker(sys.argv[1], sys.argv[2], work, concurrency=4).run()
