"""What is wrong with a script, as far as one can see it: before it runs, and from how it ended."""

import os
import re
import shutil
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from mock_runpod.client.launching.lines import Line
from mock_runpod.client.launching.process import Ended, Spawn
from mock_runpod.errors import Invalid

#: The last line of a traceback.
RAISED = re.compile(r"(?:\w+\.)*[A-Z]\w*(?:: .*)?")
NO_SDK = re.compile(r"ModuleNotFoundError: No module named '(runpod)(?:\.\w+)*'")
#: What no second attempt changes.
FOR_SURE = re.compile(r"(ModuleNotFound|Import|Syntax|Indentation|Tab|Name)Error\b.*")
STARTS = 'runpod.serverless.start({"handler": handler})'


class Trouble(NamedTuple):
    """Why a worker ended, and what to do about it. `sure`: to start it again would not help."""

    sentence: str
    sure: bool


def checked(said: str | Path, cwd: Path) -> Path:
    """The script, in full. Raises Invalid when there is none that could be run."""
    path = Path(os.path.abspath(cwd / Path(said).expanduser()))
    if path.is_dir():
        raise Invalid(f"{said} is a folder: name the script in it{_there(path)}")
    if not path.is_file():
        raise Invalid(f"there is no script {said} in {cwd}{_near(path)}")
    if path.suffix != ".py":
        raise Invalid(f"{said} is no Python script: name the .py file that calls {STARTS}")
    if not os.access(path, os.R_OK):
        raise Invalid(f"{said} cannot be read: its permissions do not let you")
    return path


def interpreter(said: str | Path | None) -> str:
    """The Python that runs workers; without a word, the one that runs this. Raises Invalid."""
    if said is None:
        return sys.executable
    found = shutil.which(Path(said).expanduser())
    if found is None:
        raise Invalid(f"there is no interpreter {said}: name one like {sys.executable}")
    return os.path.abspath(found)


def folder(said: str | Path | None) -> Path:
    """Where workers run. Raises Invalid."""
    path = Path(os.path.abspath(Path(said or ".").expanduser()))
    if not path.is_dir():
        raise Invalid(f"there is no folder {said} to run in")
    return path


def _there(path: Path) -> str:
    scripts = sorted(each.name for each in path.glob("*.py"))
    return f", such as {path.name}/{scripts[0]}" if scripts else ""


def _near(path: Path) -> str:
    there = [each.name for each in path.parent.glob("*.py")] if path.parent.is_dir() else []
    near = get_close_matches(path.name, there, n=1) or there[:1] * (len(there) == 1)
    return f"; did you mean {near[0]}?" if near else "; name it as from here, or in full"


def trouble(
    spawn: Spawn, ended: Ended, tail: Sequence[Line], *, asked: bool, why: str = ""
) -> Trouble:
    """Why it ended by itself. `tail` are the last lines that it printed, `asked` says whether it
    had ever asked for a job, and `why` is what it told the server about itself.
    """
    name = spawn.script.name
    raised = _raised([line.text for line in tail if line.level is None])
    if asked:
        return Trouble(f"it ended with {ended}{f': {raised}' if raised else ''}", sure=False)
    if raised and NO_SDK.fullmatch(raised):
        return Trouble(_no_sdk(spawn.python), sure=True)
    if raised and ended.code:
        said = f"{name} does not get as far as {STARTS}: {raised}"
        return Trouble(said, sure=FOR_SURE.fullmatch(raised) is not None)
    if ended.code == 0:
        says = f"{name} ran to its end without asking for a job"
        return Trouble(f"{says}: it must call {STARTS} when it is run as a script", sure=True)
    if why:
        return Trouble(f"{name} ended with {ended} before it asked for a job: {why}", sure=False)
    last = f", and said last: {tail[-1].text}" if tail else " and printed nothing"
    return Trouble(f"{name} ended with {ended} before it asked for a job{last}", sure=False)


def _raised(tail: Sequence[str]) -> str | None:
    """What the last traceback says was raised."""
    begins = [at for at, line in enumerate(tail) if _opens(line)]
    if not begins:
        return None
    after = [line for line in tail[begins[-1] + 1 :] if RAISED.fullmatch(line)]
    return after[0] if after else None


def _opens(line: str) -> bool:
    """A syntax error has no traceback, and begins with its file."""
    return line.startswith(("Traceback (most recent call last)", '  File "'))


def _no_sdk(python: str) -> str:
    said = f"{python} has no package runpod: `{python} -m pip install runpod` installs it"
    own = Path(os.environ.get("VIRTUAL_ENV", "/nowhere")) / "bin" / "python"
    other = f" {own}" if own.exists() and str(own) != python else " another interpreter"
    return f"{said}, or choose{other} with --python"
