"""A stub of MetaGPT; see ../README.md."""

from types import SimpleNamespace


class Context:
    def __init__(self):
        self.kwargs = {}
        self.cost_manager = SimpleNamespace(total_prompt_tokens=0, total_completion_tokens=0, total_cost=0.0)
