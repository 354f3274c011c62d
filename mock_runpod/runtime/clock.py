"""The only file that reads the wall clock."""

import time

from mock_runpod.errors import Invalid

#: 2026-01-01T00:00:00Z: where worlds begin whose time does not pass by itself.
STILL_EPOCH = 1_767_225_600.0
MODES = "real, scaled:N, manual or auto"


class Clock:
    """World seconds against real ones. Modes differ only in `rate` and `skips`.

    real      a second a second
    scaled:N  N seconds a second
    manual    stands still until it is told to move
    auto      stands still, and skips to the next event while somebody waits

    A still one `flows`, a second a second, while somebody is at work in it who lives in real time.
    """

    def __init__(self, mode: str = "real") -> None:
        self._real, self._virtual = time.monotonic(), 0.0
        self.mode, self.rate, self.skips = mode, *_read(mode)
        self.flows = False

    def flow(self, on: bool) -> None:
        """Flow from this very moment on, or stand still again."""
        if on == self.flows or (self.rate and not self.flows):
            return
        self._virtual, self._real = self.now(), time.monotonic()
        self.flows, self.rate, self.skips = on, float(on), self.mode == "auto" and not on

    def set_mode(self, mode: str) -> None:
        """Go on from this very moment in another way. Raises Invalid."""
        rate, skips = _read(mode)
        self._virtual, self._real = self.now(), time.monotonic()
        self.mode, self.rate, self.skips, self.flows = mode, rate, skips, False

    def now(self) -> float:
        if not self.rate:
            return self._virtual
        return self._virtual + self.rate * (time.monotonic() - self._real)

    def until(self, moment: float) -> float | None:
        """Real seconds to wait for a world moment; None when it will not come by itself."""
        return max(0.0, moment - self.now()) / self.rate if self.rate else None

    def jump_to(self, moment: float) -> None:
        """Never backwards."""
        self._virtual += max(0.0, moment - self.now())

    def epoch(self) -> float:
        """The Unix time to give to a world that begins now."""
        return time.time() if self.rate else STILL_EPOCH


def stopwatch() -> float:
    """Real seconds, for measuring how long a request took."""
    return time.perf_counter()


def _read(mode: str) -> tuple[float, bool]:
    name, _, factor = mode.partition(":")
    if mode in ("real", "manual", "auto"):
        return (1.0 if mode == "real" else 0.0), mode == "auto"
    try:
        rate = float(factor)
    except ValueError:
        rate = 0.0
    if name != "scaled" or not 0 < rate <= 1e6:
        raise Invalid(f"unknown clock {mode!r}: it is {MODES}, N between 0 and a million")
    return rate, False
