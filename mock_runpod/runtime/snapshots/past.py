from collections import deque

from mock_runpod.runtime.snapshots.moments import Moment


class Past:
    """How a world was at the end of each of its latest turns, oldest first."""

    def __init__(self) -> None:
        self._turns: deque[Moment] = deque()

    def __len__(self) -> int:
        return len(self._turns)

    @property
    def told(self) -> int:
        """How many events there were when a turn was last kept; -1 when none is."""
        return self._turns[-1].world.told if self._turns else -1

    @property
    def begins(self) -> int:
        """The same of the oldest that is kept."""
        return self._turns[0].world.told if self._turns else -1

    def keep(self, moment: Moment, most: int) -> None:
        self._turns.append(moment)
        while len(self._turns) > most:
            self._turns.popleft()

    def at(self, event: int) -> Moment | None:
        """The latest turn that had not gone beyond this event."""
        return next((each for each in reversed(self._turns) if each.world.told <= event), None)

    def forget_after(self, moment: Moment) -> None:
        while self._turns and self._turns[-1] is not moment:
            self._turns.pop()
