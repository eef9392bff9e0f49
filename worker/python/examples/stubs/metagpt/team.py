"""A stub of MetaGPT; see ../README.md."""

import asyncio


class Team:
    def __init__(self, context):
        self.context, self.roles, self.investment = context, [], 0.0

    def hire(self, roles: list):
        self.roles.extend(roles)

    def invest(self, investment: float):
        self.investment = investment

    async def run(self, n_round: int, idea: str):
        await asyncio.sleep(30 if idea == "slow" else 0)
        self.context.kwargs["project_path"] = f"/projects/{idea}"
        costs = self.context.cost_manager
        costs.total_prompt_tokens, costs.total_completion_tokens = 100 * n_round, 10 * len(self.roles)
        costs.total_cost = self.investment / 2
