"""A stub of the OpenAI Agents SDK; see README.md."""

import asyncio
from types import SimpleNamespace


class Agent:
    def __init__(self, name: str, instructions: str):
        self.name, self.instructions = name, instructions


class Runner:
    @staticmethod
    async def run(agent: Agent, prompt: str):
        await asyncio.sleep(30 if prompt == "slow" else 0)
        usage = SimpleNamespace(input_tokens=11, output_tokens=3)
        return SimpleNamespace(final_output=f"{agent.name}: {prompt}", context_wrapper=SimpleNamespace(usage=usage))
