"""Spans of time as people write them: `600`, `10m`, `1h30m`, `7d`."""

import re

from mock_runpod.errors import Invalid
from mock_runpod.settings import CENTURY_S

SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0, "w": 604_800.0}
PART = re.compile(r"(\d+(?:\.\d+)?)(ms|[smhdw])")


def seconds(said: str | float) -> float:
    """Raises Invalid with examples."""
    if isinstance(said, str):
        text = said.strip().replace(" ", "")
        if text.replace(".", "", 1).isdecimal():
            amount = float(text)
        elif text and not PART.sub("", text):
            amount = sum(float(number) * SECONDS[unit] for number, unit in PART.findall(text))
        else:
            raise Invalid(f"{said!r} is no span of time; write 600, 10m, 1h30m or 7d")
    else:
        amount = float(said)
    if not 0 <= amount <= CENTURY_S:
        raise Invalid("time goes forward, and at most a hundred years at once")
    return amount
