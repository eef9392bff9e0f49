"""A stub of AutoGen; see ../README.md."""


class _Condition:
    def __or__(self, other):
        return self


class TextMentionTermination(_Condition):
    def __init__(self, text: str):
        self.text = text


class MaxMessageTermination(_Condition):
    def __init__(self, max_messages: int):
        self.max_messages = max_messages
