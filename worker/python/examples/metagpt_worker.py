"""A team of MetaGPT as a worker: pip install metagpt

    python metagpt_worker.py http://127.0.0.1:8080 products

An input is {"idea": ..., "investment"?: dollars, "rounds"?: count}; the output names the folder that the team has filled.
MetaGPT takes its model from ~/.metagpt/config2.yaml.
"""

import asyncio
import sys

from metagpt.context import Context
from metagpt.roles import Architect, Engineer, ProductManager, ProjectManager
from metagpt.team import Team

from baton_worker import Result, Task, TaskFailure, Worker

INVESTMENT = 3.0
ROUNDS = 5
ROUNDS_MAX = 20


async def until_done_or_cancelled(task: Task, context: Context) -> None:
    team = Team(context=context)
    team.hire([ProductManager(), Architect(), ProjectManager(), Engineer(n_borg=5, use_code_review=True)])
    team.invest(float(task.input.get("investment", INVESTMENT)))
    rounds = min(int(task.input.get("rounds", ROUNDS)), ROUNDS_MAX)
    run = asyncio.ensure_future(team.run(n_round=rounds, idea=task.input["idea"]))
    while not run.done():
        await asyncio.wait([run], timeout=0.2)
        if task.cancelled.is_set():
            run.cancel()
            raise TaskFailure("unavailable", "the task was cancelled")
    run.result()


def work(task: Task) -> Result:
    if not isinstance(task.input, dict) or not isinstance(task.input.get("idea"), str):
        raise TaskFailure("rejected", "the input must be {idea: text}")
    context = Context()
    asyncio.run(until_done_or_cancelled(task, context))
    costs = context.cost_manager
    return Result(
        {"folder": str(context.kwargs.get("project_path") or "")},
        usage={
            "inputTokens": costs.total_prompt_tokens,
            "outputTokens": costs.total_completion_tokens,
            "costMicros": int(costs.total_cost * 1_000_000),
        },
    )


if __name__ == "__main__":
    # A team works alone: it writes into one folder.
    Worker(sys.argv[1], sys.argv[2], work).run()
