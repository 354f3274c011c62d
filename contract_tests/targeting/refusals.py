"""What is not sent. A test that needed it is skipped, and says why."""

from _pytest.outcomes import Skipped


class NotSent(Skipped):
    """Raised in place of a request, inside the client itself."""

    __module__ = "builtins"  # as pytest's own, so that reports show the name alone

    def __init__(self, reason: str) -> None:
        super().__init__(reason, _use_item_location=True)


class Spent(NotSent):
    """What was allowed to be spent would not be enough for this request, so the run ends."""

    __module__ = "builtins"
