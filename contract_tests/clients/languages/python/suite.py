"""The official Python SDK: the version that everybody gets, one that is still in use, and the
release candidate of the next. Each has an environment of its own: they need different things.
"""

import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from contract_tests.clients.languages.clients import Client, Toolchain, Unavailable
from contract_tests.house.tree import CHECKOUT

HERE = Path(__file__).parent
VERSIONS = ("1.12.0", "1.7.13", "2.0.0rc2")
#: The new job client of the apps layer is only in this one.
APPS_SINCE = "2.0.0rc2"
#: For these two its asyncio client makes an address without a host, and fails before it asks.
WITHOUT_ASYNCIO_HEALTH = "1.7.13"

TOOLCHAIN = Toolchain("Python", (sys.executable, "--version"), at_least=(3, 11))

EVERY = frozenset({"job.run", "job.status", "job.output", "job.stream", "job.cancel"})
OF_AN_ENDPOINT = frozenset({"job.purge_queue", "job.health"})


def build(cache: Path) -> None:
    """Most of what the versions need is the same, and is installed once: that takes the time."""
    shared = cache / "shared"
    make(shared, "requirements.txt")
    for version in VERSIONS:
        make(cache / version, f"requirements-{version}.txt", besides=shared)


def make(folder: Path, pins: str, *, besides: Path | None = None) -> None:
    """An environment, unless it is there. Of another interpreter, with other pins, or in another
    place (it says where the shared packages are), it would be another one.
    """
    stamp = folder / "made-of"
    digest = sha256((HERE / pins).read_bytes()).hexdigest()
    of = f"{digest} {sys.executable} {sys.version} {folder}\n"
    if stamp.exists() and stamp.read_text() == of:
        return
    venv = [sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)]
    subprocess.run(venv, check=True, capture_output=True, text=True)
    install(folder, pins)
    if besides:
        (packages(folder) / "besides.pth").write_text(f"{packages(besides)}\n")
    stamp.write_text(of)


def packages(folder: Path) -> Path:
    where = [str(python(folder)), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return Path(subprocess.run(where, check=True, capture_output=True, text=True).stdout.strip())


def install(folder: Path, pins: str) -> None:
    """Everything is pinned and comes as a wheel: nothing is resolved, and nothing compiled."""
    pip = [sys.executable, "-m", "pip", "--python", str(folder), "install"]
    quietly = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    exactly = ["--no-deps", "--only-binary", ":all:", "-r", str(HERE / pins)]
    installed = subprocess.run([*pip, *quietly, *exactly], capture_output=True, text=True)
    if installed.returncode:
        running = ".".join(map(str, sys.version_info[:2]))
        why = f"{pins} cannot be installed for Python {running}: "
        raise Unavailable(why + last_error(installed.stderr))


def last_error(told: str) -> str:
    """Without the address of a registry: the sentence may end up on the page."""
    errors = [line for line in told.splitlines() if line.startswith("ERROR: ")]
    said = errors[-1].removeprefix("ERROR: ") if errors else "pip failed without a word"
    return re.sub(r"\S+://\S+", "the registry", said)


def python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def offered(version: str, manner: str) -> frozenset[str]:
    if manner == "sync":
        return EVERY | OF_AN_ENDPOINT | {"job.run_sync"}
    if manner == "apps":
        return EVERY | {"job.run_sync", "job.retry"}
    return EVERY if version == WITHOUT_ASYNCIO_HEALTH else EVERY | OF_AN_ENDPOINT


def client(version: str, manner: str) -> Client:
    driver = ["-m", f"{__package__}.driver", manner]
    return Client(
        language="Python",
        package="runpod",
        version=version,
        manner=manner,
        command=lambda cache: [str(python(cache / version)), *driver],
        offers=offered(version, manner),
        environment={"PYTHONPATH": str(CHECKOUT)},
    )


CLIENTS = (
    *(client(version, manner) for version in VERSIONS for manner in ("sync", "asyncio")),
    client(APPS_SINCE, "apps"),
)
