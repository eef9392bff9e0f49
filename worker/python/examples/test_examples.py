"""Runs the examples against stubs of their frameworks (see stubs/README.md): python3 -m unittest test_examples"""

import sys
import threading
import unittest
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE / "stubs")]

import autogen_worker  # noqa: E402
import metagpt_worker  # noqa: E402
import openai_agents_worker  # noqa: E402
from baton_worker import TaskFailure  # noqa: E402


def task(given, cancelled=False):
    event = threading.Event()
    if cancelled:
        event.set()
    return SimpleNamespace(input=given, cancelled=event)


class Examples(unittest.TestCase):
    def test_an_agent_of_the_openai_agents_sdk_answers_with_its_usage(self):
        result = openai_agents_worker.work(task({"text": "invoice 7"}))
        self.assertEqual(result.output, {"text": "Billing: invoice 7"})
        self.assertEqual(result.usage, {"inputTokens": 11, "outputTokens": 3})

    def test_a_team_of_autogen_says_what_its_writer_said_last(self):
        result = autogen_worker.work(task("fish"))
        self.assertEqual(result.output, {"text": "writer on fish", "messages": 3})
        self.assertEqual(result.usage, {"inputTokens": 20, "outputTokens": 4})

    def test_a_team_of_metagpt_fills_a_folder_within_its_limits(self):
        result = metagpt_worker.work(task({"idea": "game", "rounds": 100, "investment": 4}))
        self.assertEqual(result.output, {"folder": "/projects/game"})
        self.assertEqual(result.usage, {"inputTokens": 2_000, "outputTokens": 40, "costMicros": 2_000_000})

    def test_metagpt_needs_an_idea(self):
        with self.assertRaises(TaskFailure) as failure:
            metagpt_worker.work(task("no idea"))
        self.assertEqual(failure.exception.kind, "rejected")

    def test_each_ends_when_its_task_is_cancelled(self):
        for work, given in [
            (openai_agents_worker.work, "slow"),
            (autogen_worker.work, "slow"),
            (metagpt_worker.work, {"idea": "slow"}),
        ]:
            with self.subTest(work.__module__), self.assertRaises(TaskFailure):
                work(task(given, cancelled=True))


if __name__ == "__main__":
    unittest.main()
