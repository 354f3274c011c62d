"""When a worker that crashed is started again."""

from dataclasses import dataclass

FIRST_S, LONGEST_S = 0.5, 30.0
#: After so many crashes in a row it is not started again by itself.
MOST = 5
#: One that ran so long was well.
WELL_S = 10.0


@dataclass(slots=True)
class Restarts:
    """How often in a row it crashed, with no job taken, and before it had run for a while."""

    crashes: int = 0

    def crashed(self, ran: float, *, worked: bool) -> float | None:
        """The seconds until it is started again: 0.5, 1, 2, 4, ...; None: that is enough."""
        self.crashes = 1 if worked or ran >= WELL_S else self.crashes + 1
        if self.crashes >= MOST:
            return None
        return min(LONGEST_S, FIRST_S * (1 << (self.crashes - 1)))
