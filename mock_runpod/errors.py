"""What can go wrong, in RunPod's terms. No status codes here: each dialect has its own.

RunPodError
    Unauthorized    no key, or a key that is not accepted
    Forbidden       the key is known and may not do this
    NotFound        there is no such thing in this world
    Invalid         the request cannot be understood as it stands
        TooLarge    ... because there is too much of it
    Refused         understood, and against a rule: quota, balance, a thing in use
        IllegalMove ... because of the state the thing is in
    TooMany         asked too often; says when to come back
    Unreachable     no mock answers where a client looks for one

A verb raises before it changes anything: refused means untouched.
"""

from collections.abc import Sequence


class RunPodError(Exception):
    """Catch this for all of them. `detail` is the sentence a user reads."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Unauthorized(RunPodError):
    """No key, or one that is not accepted here."""


class Forbidden(RunPodError):
    """A known key that lacks the right."""


class NotFound(RunPodError):
    """There is no such thing, or not for this account: the two look alike on purpose (B-010).

    `noun` and `id` name what was asked for, where it is a thing of the world.
    """

    def __init__(self, detail: str, *, noun: str = "", id: str = "") -> None:
        super().__init__(detail)
        self.noun, self.id = noun, id


class Invalid(RunPodError):
    """The request cannot be understood. `problems` names every mistake, not only the first."""

    def __init__(self, detail: str, problems: Sequence[str] = ()) -> None:
        super().__init__(detail)
        self.problems = list(problems)


class TooLarge(Invalid):
    """The body is bigger than this operation takes (B-061)."""


class Refused(RunPodError):
    """A rule of the platform says no."""


class IllegalMove(Refused):
    """The thing exists, but this cannot be done to it in its present state."""


class TooMany(RunPodError):
    """A rate limit is exceeded; `retry_after` is in seconds of the world's clock (B-062)."""

    def __init__(self, detail: str, retry_after: float) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unreachable(RunPodError):
    """Nobody answers at this URL, or something else does. Only clients of a mock raise it."""
