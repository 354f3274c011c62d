"""A Python process that dies before it could reach another machine: nobody's tests may do that.

An audit hook sees every look-up and connection of the interpreter itself. c-ares is not seen by it,
so that its questions are replaced by ones that end the process.
"""

import os
import subprocess
import sys
from pathlib import Path

from contract_tests.house.tree import CHECKOUT

#: Long enough for a busy machine.
PATIENCE_S = 60.0
ESCAPED = 86
PRELUDE = f"""
import os, sys

def _watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        name = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        name = arguments[1][0]
    else:
        return
    if name not in (None, "", b"127.0.0.1", "127.0.0.1", "localhost", "::1"):
        os.write(2, b"reached out: " + repr((event, name)).encode())
        os._exit({ESCAPED})

sys.addaudithook(_watch)
try:
    import pycares
except ImportError:
    pass
else:
    def _asked(*arguments, **keywords):
        os.write(2, b"reached out: c-ares")
        os._exit({ESCAPED})
    for _name in ("getaddrinfo", "gethostbyname", "query", "search"):
        setattr(pycares.Channel, _name, _asked)
"""


def surroundings(**extra: str) -> dict[str, str]:
    """The environment of this process, without what could speak to the guard or a client."""
    ours = ("MOCK_RUNPOD_", "RUNPOD_", "HTTP_", "HTTPS_", "ALL_PROXY", "NO_PROXY")
    kept = {name: text for name, text in os.environ.items() if not name.upper().startswith(ours)}
    return {**kept, "PYTHONPATH": str(CHECKOUT), **extra}


def run(code: str, *arguments: str, folder: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """The code as `it.py` in this folder, under the watch; `env` is what it finds besides."""
    (folder / "it.py").write_text(code, encoding="utf-8")
    (folder / "watch.py").write_text(PRELUDE, encoding="utf-8")
    begin = "import runpy, sys, watch; sys.argv[:] = sys.argv[1:]; "
    command = begin + "runpy.run_path('it.py', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", command, "it.py", *arguments],
        cwd=folder,
        env=surroundings(**env),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def said(code: str, *arguments: str, folder: Path, **env: str) -> str:
    """What it printed; it must have ended well."""
    done = run(code, *arguments, folder=folder, **env)
    assert done.returncode == 0, done.stderr
    return done.stdout
