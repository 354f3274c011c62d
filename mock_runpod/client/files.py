"""Files of one's own, as they are sent: a server reads none for those who ask over HTTP."""

import os
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from mock_runpod.errors import Invalid

SUFFIXES = (".toml", ".json")


def is_file(said: Any) -> bool:
    """Whether it is no ready-made name."""
    if not isinstance(said, str):
        return isinstance(said, PathLike)
    return said.endswith(SUFFIXES) or "/" in said or os.sep in said


def texts(options: Mapping[str, Any]) -> dict[str, Any]:
    """What these say of a world, with texts in place of files. Raises Invalid."""
    named = {name: each for name, each in options.items() if is_file(each)}
    said: dict[str, Any] = {}
    for name in ("data", "profile", "faults"):
        if name in named:
            said[name] = _folder(Path(named[name])) if name == "data" else text(named[name])
    if "faults" in said:
        said["faults"] = [{"profile": said["faults"]}]
    return said


def text(file: str | PathLike[str]) -> dict[str, str]:
    """Raises Invalid."""
    try:
        return {"file": os.fspath(file), "text": Path(file).read_text(encoding="utf-8")}
    except OSError as error:
        raise Invalid(f"{file}: {error.strerror}") from None
    except ValueError as error:
        raise Invalid(f"{file}: {error}") from None


def _folder(there: Path) -> Any:
    """The file, or all of a folder, in the order of their names."""
    if not there.is_dir():
        return text(there)
    found = sorted(file for file in there.iterdir() if file.suffix in SUFFIXES)
    if not found:
        raise Invalid(f"{there}: no .toml or .json file in this folder")
    return [text(file) for file in found]
