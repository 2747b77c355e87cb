class DecisionRefused(Exception):
    """The change may not be made at all; `code` names the rule, the text tells a person what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
