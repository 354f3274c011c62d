"""The Go module `github.com/runpod/go-sdk/pkg/sdk`, at one commit: it has no release of its own.

Where no proxy hands it out, `CONTRACT_GO_SDK` may name a checkout of that repository. What is then
certified is what stands there, so it should be at that commit.
"""

import os
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from contract_tests.clients.languages.clients import Client, Toolchain, Unavailable

HERE = Path(__file__).parent
PACKAGE = "github.com/runpod/go-sdk/pkg/sdk"
COMMIT = "fe1b3a9052d438c444e4b509c238f1f29ad8e694"
SOURCES = tuple(sorted((HERE / "driver").iterdir()))

TOOLCHAIN = Toolchain("go", ("go", "version"), at_least=(1, 21))

CLIENTS = (
    Client(
        language="Go",
        package=PACKAGE,
        version=COMMIT[:12],
        command=lambda cache: [str(cache / "driver" / "driver")],
        offers=frozenset(
            f"job.{verb}"
            for verb in (
                *("run", "run_sync", "status", "status_sync"),
                *("stream", "cancel", "purge_queue", "health"),
            )
        ),
    ),
)


def checkout() -> Path | None:
    """Of the client's repository, when somebody has one at hand."""
    named = os.environ.get("CONTRACT_GO_SDK")
    return Path(named).absolute() if named else None


def build(cache: Path) -> None:
    folder, made_of = cache / "driver", digest()
    stamp = folder / "built"
    if stamp.exists() and stamp.read_text() == made_of:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for source in SOURCES:
        shutil.copyfile(source, folder / source.name)
    require(folder)
    go(folder, "build", "-o", "driver", ".")
    stamp.write_text(made_of)


def require(folder: Path) -> None:
    """Let the Go module in this folder find the client."""
    there = checkout()
    if there is not None:
        replaced = f"-replace={PACKAGE}={there / 'pkg' / 'sdk'}"
        go(folder, "mod", "edit", f"-require={PACKAGE}@v0.0.0", replaced)
        return
    try:
        go(folder, "get", f"{PACKAGE}@{COMMIT}")
    except subprocess.CalledProcessError as refusal:
        raise Unavailable(f"go cannot have {PACKAGE}: {spoken(refusal.stderr)}") from refusal


def go(folder: Path, *arguments: str) -> str:
    """Raises CalledProcessError. This folder is a module of its own, wherever it stands."""
    return subprocess.run(
        ["go", *arguments],
        cwd=folder,
        env={**os.environ, "GOWORK": "off", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def spoken(told: str) -> str:
    """In one sentence, and without the address of a proxy: it may end up on the page."""
    found = re.search(r"\b[45]\d\d [A-Z][A-Za-z ]*[a-z]", told)
    if found:
        return f"its proxy says {found[0]}"
    return re.sub(r"\S+://\S+", "its proxy", " ".join(told.split()))


def digest() -> str:
    there = checkout()
    sdk = sorted((there / "pkg" / "sdk").rglob("*.go")) if there else []
    parts = [each.read_bytes() for each in (Path(__file__), *SOURCES, *sdk)]
    return sha256(b"\0".join([str(there).encode(), *parts])).hexdigest()
