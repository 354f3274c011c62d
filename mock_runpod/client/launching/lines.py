"""What a worker process prints, as lines that can be shown: whose they are, and without secrets."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mock_runpod.environment import without_real_keys

#: What is longer is cut, in characters: the worker SDK cuts its own messages there, too.
LONGEST = 4_096
#: So many bytes without an end are a line, whatever comes next.
ENDLESS = 65_536
HIDDEN = "***"
#: Names of variables whose values are nobody's business.
SECRET = re.compile(
    "token|secret|passw|credential|(api|access|private)_?key|(^|_)(key|auth)($|_)", re.IGNORECASE
)
#: A value shorter than this is in too many other words; one that was only inherited may be
#: anything.
SHORTEST_SAID, SHORTEST_INHERITED = 4, 8
TOKEN = re.compile(r"(?i)(\btoken=)[^&\s\"'\\]+")
COLOURS = re.compile(r"\x1b\[[0-9;:]*m")
#: Whatever could move a cursor, ring a bell, or turn the direction of a text around.
CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
#: Lines at once, and lines in a second over time, of one worker: without a server, a worker of the
#: SDK complains a thousand times a second (section 2.2).
BURST, A_SECOND = 2_000, 200


class Line(NamedTuple):
    """`job_id` is None when it belongs to none, or to nobody knows which."""

    worker_id: str
    text: str
    level: str | None = None
    job_id: str | None = None

    def __str__(self) -> str:
        whose = f"{self.worker_id} {self.job_id}" if self.job_id else self.worker_id
        return f"{whose}| {self.text}"

    @property
    def row(self) -> dict[str, str]:
        """As the control API takes it."""
        said = {"text": self.text, "level": self.level, "jobId": self.job_id}
        return {name: value for name, value in said.items() if value is not None}


class Secrets:
    """Hides what nobody should see: real keys, tokens in URLs, and values of variables that have
    such names.
    """

    def __init__(self, inherited: Mapping[str, str], said: Mapping[str, str]) -> None:
        values = {*_values(inherited, SHORTEST_INHERITED), *_values(said, SHORTEST_SAID)}
        longest_first = sorted(values, key=len, reverse=True)
        self._values = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def hidden(self, text: str) -> str:
        text = self._values.sub(HIDDEN, text)
        return TOKEN.sub(rf"\g<1>{HIDDEN}", without_real_keys(text, HIDDEN))


def _values(variables: Mapping[str, str], shortest: int) -> Iterator[str]:
    """Also as they look inside JSON. The mock's own keys are no secrets."""
    for name, value in variables.items():
        if SECRET.search(name) and len(value) >= shortest and not value.startswith("rpa_mock_"):
            yield from (value, json.dumps(value)[1:-1])


class Lines:
    """The output of one worker process, in whatever pieces it comes. `worked` says whether the
    worker SDK has told of a job that it began.
    """

    def __init__(self, worker_id: str, secrets: Secrets) -> None:
        self._worker_id, self._secrets, self.worked = worker_id, secrets, False
        self._rest, self._skipping = b"", False
        self._jobs: list[str] = []

    def feed(self, chunk: bytes) -> list[Line]:
        """The lines that are whole now."""
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        if self._skipping and whole:
            del whole[0]
            self._skipping = False
        if self._skipping:
            self._rest = b""
        elif len(self._rest) > ENDLESS:
            whole, self._rest, self._skipping = [*whole, self._rest], b"", True
        return [line for each in whole for line in self._read(each)]

    def end(self) -> list[Line]:
        """What came without an end of line at the end."""
        return self.feed(b"\n") if self._rest and not self._skipping else []

    def _read(self, raw: bytes) -> Iterator[Line]:
        text = self._secrets.hidden(raw.decode("utf-8", "replace").rstrip("\r"))
        said = _of_sdk(text)
        level, job_id = (said["level"], said["requestId"]) if said else (None, None)
        if said:
            self._follow(said["message"], job_id)
        elif len(self._jobs) == 1:
            job_id = self._jobs[0]
        pieces = said["message"].split("\n") if said else text.split("\r")
        for piece in pieces:
            if piece or len(pieces) == 1:
                yield Line(self._worker_id, shown(piece), level, job_id)

    def _follow(self, message: str, job_id: str | None) -> None:
        """Which jobs it has: the SDK says when each starts and finishes, in the same stream."""
        if job_id and message.endswith("Started.") and job_id not in self._jobs:
            self._jobs.append(job_id)
            self.worked = True
        elif job_id in self._jobs and message.endswith("Finished."):
            self._jobs.remove(job_id)


class Flood:
    """Lets through what a person can read of the lines of one worker."""

    def __init__(self) -> None:
        self._credit, self._at, self._left_out = float(BURST), time.monotonic(), 0

    def spared(self, lines: list[Line]) -> list[Line]:
        """A remark stands where lines were left out."""
        now = time.monotonic()
        self._credit = min(BURST, self._credit + (now - self._at) * A_SECOND)
        self._at = now
        few = lines[: int(self._credit)]
        self._credit -= len(few)
        before, self._left_out = self._left_out, len(lines) - len(few)
        if few and before:
            return [_remark(few[0].worker_id, before), *few]
        self._left_out += 0 if few else before
        return few


def _remark(worker_id: str, count: int) -> Line:
    text = f"({count} lines were left out here: it prints more than can be read)"
    return Line(worker_id, text, "WARN")


def _of_sdk(text: str) -> dict[str, Any] | None:
    """A log line of the worker SDK: `{"requestId": ..., "message": ..., "level": ...}`."""
    if not text.startswith('{"'):
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return None
    if not (isinstance(said, dict) and said.keys() == {"requestId", "message", "level"}):
        return None
    texts = isinstance(said["message"], str) and isinstance(said["level"], str)
    return said if texts and isinstance(said["requestId"], str | None) else None


def shown(text: str) -> str:
    """Without colours; control characters are spelled out, and what is too long is cut."""
    plain = CONTROLS.sub(_spelled, COLOURS.sub("", text[: 4 * LONGEST]))
    if len(plain) <= LONGEST and len(text) <= 4 * LONGEST:
        return plain
    return f"{plain[: LONGEST - 3]}..."


def _spelled(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
