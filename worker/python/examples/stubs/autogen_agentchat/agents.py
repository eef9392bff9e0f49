"""A stub of AutoGen; see ../README.md."""


class AssistantAgent:
    def __init__(self, name: str, model_client, system_message: str):
        self.name, self.model_client, self.system_message = name, model_client, system_message
