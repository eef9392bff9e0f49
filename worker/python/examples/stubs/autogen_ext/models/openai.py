"""A stub of AutoGen; see ../../README.md."""


class OpenAIChatCompletionClient:
    def __init__(self, model: str):
        self.model = model
