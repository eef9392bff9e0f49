"""A stub of AutoGen; see ../README.md."""

import asyncio
from types import SimpleNamespace


class _Message:
    def __init__(self, source: str, text: str):
        self.source, self._text = source, text
        self.models_usage = None if source == "user" else SimpleNamespace(prompt_tokens=10, completion_tokens=2)

    def to_text(self):
        return self._text


class RoundRobinGroupChat:
    def __init__(self, participants: list, termination_condition=None):
        self.participants, self.termination_condition = participants, termination_condition

    async def run(self, task: str, cancellation_token):
        while task == "slow" and not cancellation_token.is_cancelled:
            await asyncio.sleep(0.01)
        said = [_Message("user", task)] + [_Message(one.name, f"{one.name} on {task}") for one in self.participants]
        return SimpleNamespace(messages=said)
