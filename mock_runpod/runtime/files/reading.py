"""Data files: finding, reading and checking them. What is wrong is told by file, line and field.

Who starts the server can name any file. What was `sent` over HTTP cannot, as it may come from
anybody who reaches the port: it is a ready-made name, or the text of a file.
"""

import json
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mock_runpod import fixtures
from mock_runpod.errors import Invalid
from mock_runpod.runtime.fields import DEEPEST, MOST_TOLD, Row, depth
from mock_runpod.runtime.files.places import Trail, line_of
from mock_runpod.runtime.files.rows import near_field

R = TypeVar("R", bound=Row)
AS_TEXT = 'a file is sent as its text: {"file": "mine.toml", "text": "..."}'


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says, and what it is called where mistakes in it are told."""

    file: str
    text: str


Source = str | FileText


@dataclass(frozen=True, slots=True)
class DataFile(Generic[R]):
    """A file that was read and checked; its text is kept to say where a mistake stands."""

    file: Path
    text: str
    content: R
    sent: bool

    def complaint(self, trail: Trail, sentence: str) -> Invalid:
        return Invalid(_complaint(self.file, self.text, trail, sentence))


def opened(said: Source, room: str, kind: type[R], *, sent: bool = False) -> DataFile[R]:
    """Raises Invalid."""
    if isinstance(said, FileText):
        return _parsed(Path(said.file), said.text, kind, sent=True)
    return read(file_of(said, room, sent=sent), kind)


def file_of(name: str, room: str, *, sent: bool = False) -> Path:
    """A ready-made name comes first; `./name` is a file in any case. Raises Invalid."""
    ready_made = fixtures.names(room)
    if name in ready_made:
        return fixtures.FOLDER / room / f"{name}.toml"
    known = f"one of the ready-made {room} ({', '.join(ready_made)}): {name!r:.200}"
    if sent:
        raise Invalid(f"not {known}; {AS_TEXT}")
    if os.path.isfile(name):  # unlike Path's it says no to what can be no name
        return Path(name)
    raise Invalid(f"no such file, and not {known}")


def read(file: Path, kind: type[R]) -> DataFile[R]:
    """Raises Invalid."""
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Invalid(f"{file}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise Invalid(f"{file}: {error}") from None
    return _parsed(file, text, kind, sent=False)


def _parsed(file: Path, text: str, kind: type[R], *, sent: bool) -> DataFile[R]:
    try:
        said = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # the parsers say the line, but for the last one
        last = f"at end of document, line {text.count(chr(10)) + 1}"
        raise Invalid(f"{file}: {error}".replace("at end of document", last)) from None
    if depth(said) > DEEPEST:
        raise Invalid(f"{file}: nested deeper than {DEEPEST} levels")
    try:
        return DataFile(file, text, kind.model_validate(said), sent)
    except ValidationError as error:
        few = error.errors()[:MOST_TOLD]
        wrong = [_complaint(file, text, each["loc"], _sentence(each)) for each in few]
        raise Invalid("; ".join(wrong), wrong) from None


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "model_type":
        return f"must be a table of fields, not {error['input']!r:.60}"
    if error["type"] != "extra_forbidden":
        return error["msg"]
    near = near_field(str(error["loc"][-1]))
    return "there is no such field" + (f"; did you mean {near}?" if near else "")


def _complaint(file: Path, text: str, trail: Trail, sentence: str) -> str:
    line = line_of(text, trail, json=file.suffix == ".json")
    field = ".".join(map(str, trail)) or "the file"
    return f"{file}, line {line}, {field}: {sentence}"
