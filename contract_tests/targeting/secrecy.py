"""A key that is never shown: not by itself, and not by what pytest writes about a test.

Two walls. `Key` does not tell its text to a `repr`, so it is seldom anywhere to be found. And what
is written all the same (local variables of a library that sends headers, a log) is redacted on its
way into reports, the terminal and log files.
"""

import json
import logging
import re
from collections.abc import Callable, Generator
from typing import Any, TextIO
from urllib.parse import quote

import httpx

HIDDEN = "<key>"
#: A piece of a key this long is as bad as the whole: `repr` cuts long texts in the middle.
PIECE = 10


class Key:
    """Says where it came from, never what it is."""

    __slots__ = ("_text", "source")

    def __init__(self, text: str, source: str) -> None:
        self._text, self.source = text, source

    def __repr__(self) -> str:
        return f"<key from {self.source}>"

    def __reduce__(self) -> str:
        raise TypeError("a key is not to be copied anywhere")

    @property
    def auth(self) -> "Bearer":
        return Bearer(lambda: f"Bearer {self._text}")

    @property
    def bare(self) -> "Bearer":
        """Without a scheme, as the vendor's samples of the job API send it (B-005)."""
        return Bearer(lambda: self._text)

    @property
    def redact(self) -> "Redaction":
        return Redaction(self._text)


class Bearer(httpx.Auth):
    """Puts the key on a request at the last moment."""

    def __init__(self, header: Callable[[], str]) -> None:
        self._header = header

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        request.headers["Authorization"] = self._header()
        yield request


class Redaction:
    """Takes a key, and every piece of it that is long enough to matter, out of texts."""

    def __init__(self, text: str) -> None:
        whole = {text, quote(text, safe=""), json.dumps(text)[1:-1], repr(text)[1:-1]}
        pieces = {
            text[start:end]
            for start in range(len(text))
            for end in range(start + PIECE, len(text) + 1)
        }
        longest_first = sorted(whole | pieces, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def __repr__(self) -> str:
        return "<Redaction>"

    def __call__(self, text: str) -> str:
        return self._pattern.sub(HIDDEN, text)

    def within(self, value: Any) -> Any:
        """The same for the texts in lists, tuples and dicts; all else stays what it is."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {self.within(key): self.within(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(map(self.within, value))
        return value

    def record(self, record: logging.LogRecord) -> logging.LogRecord:
        """A log record that can go to any file."""
        said = record.getMessage()
        if (clean := self(said)) != said:
            record.msg, record.args = clean, ()
        return record


class Redacted:
    """A text file to which no key gets, whatever is written."""

    def __init__(self, file: TextIO, redact: Redaction) -> None:
        self._file, self._redact = file, redact

    def write(self, text: str) -> int:
        return self._file.write(self._redact(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
