"""The npm package `runpod-sdk`. It has the job API, and nothing of endpoints or templates."""

import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

from contract_tests.clients.languages.clients import Client, Toolchain, Unavailable

HERE = Path(__file__).parent
PACKAGE, VERSION = "runpod-sdk", "1.1.2"
#: The driver and what it stands on, and what sends the package's own examples to the mock.
SOURCES = ("driver.mjs", "package.json", "package-lock.json", ".npmrc", "official/redirect.mjs")
#: What those examples import, and the package has not.
INDEX = HERE / "official" / "index.js"
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
#: What npm calls an answer, or a silence, of the registry; anything else is a mistake of ours.
REFUSAL = re.compile(r"\b(E[45]\d\d|ETARGET|ENOTFOUND|ENOTCACHED|ECONN\w+|ETIMEDOUT|EAI_AGAIN)\b.*")

TOOLCHAIN = Toolchain("node", ("node", "--version"), at_least=(18, 18))

CLIENTS = (
    Client(
        language="JavaScript",
        package=PACKAGE,
        version=VERSION,
        command=lambda cache: ["node", str(cache / "driver.mjs")],
        offers=frozenset(
            f"job.{verb}"
            for verb in (
                *("run", "run_sync", "status", "status_sync"),
                *("stream", "cancel", "purge_queue", "health"),
            )
        ),
    ),
)


def build(cache: Path) -> None:
    """The driver beside the installed package, and the package's examples where they can run."""
    stamp, made_of = cache / "built", digest()
    if stamp.exists() and stamp.read_text() == made_of:
        return
    stamp.unlink(missing_ok=True)
    for name in SOURCES:
        there = cache / name
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / name, there)
    install(cache)
    lay_out_examples(cache)
    stamp.write_text(made_of)


def install(cache: Path) -> None:
    if shutil.which(INSTALL[0]) is None:
        raise Unavailable("there is no npm beside node, so that nothing can be installed")
    done = subprocess.run(INSTALL, cwd=cache, capture_output=True, text=True, check=False)
    if done.returncode and (refusal := REFUSAL.search(done.stderr)):
        raise Unavailable(f"npm cannot have {PACKAGE} {VERSION}: {refusal[0]}")
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, INSTALL, done.stdout, done.stderr)


def lay_out_examples(cache: Path) -> None:
    """As they came, beside the `dist/index.js` that most of them import and none was shipped with;
    from there, the name of the package leads to what is installed.
    """
    official = cache / "official"
    shutil.rmtree(official / "examples", ignore_errors=True)
    shutil.copytree(cache / "node_modules" / PACKAGE / "examples", official / "examples")
    (official / "dist").mkdir(exist_ok=True)
    shutil.copyfile(INDEX, official / "dist" / "index.js")


def digest() -> str:
    sources = [Path(__file__), INDEX, *(HERE / name for name in SOURCES)]
    return sha256(b"\0".join(each.read_bytes() for each in sources)).hexdigest()
