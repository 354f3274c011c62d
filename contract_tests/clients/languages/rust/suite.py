"""The crate `runpod-sdk` in one version of each behavioural group, with what it ships.

Each group is a package of one workspace, built in the cache from the same driver. The crate's own
examples and tests are laid beside it there, out of the folder where cargo keeps the crate's source.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from contract_tests.clients.languages.clients import OPERATIONS, Client, Toolchain, Unavailable

HERE = Path(__file__).parent
PACKAGE = "runpod-sdk"
VERSIONS = {"A": "0.3.1", "B": "0.4.0", "C": "0.6.3"}
#: Those of A do not fit the crate that they came with.
WITH_TESTS = frozenset("BC")
#: Where it stands what was built of the crate's own.
SHIPPED = "shipped.json"

#: The crate asks for neither at once (2.2 of its tables); it knows no retry either.
LACKING = {"job.run_sync", "job.status_sync", "job.retry"}
#: In A the future of a job loses its request, so that no job of it ever has an id.
OF_JOBS = {"job.run", "job.await", "job.status", "job.output", "job.stream", "job.cancel"}

BUILD = (
    *("build", "--locked", "--offline", "--message-format=json"),
    *("--workspace", "--bins", "--examples", "--tests"),
)
#: In what cargo complains of: addresses, and folders of this machine.
BRACKETS = re.compile(r"\s*\(.*?\)")

TOOLCHAIN = Toolchain("cargo", ("cargo", "--version"), at_least=(1, 89))


def offers(group: str) -> frozenset[str]:
    return frozenset(OPERATIONS) - LACKING - (OF_JOBS if group == "A" else set())


def package(group: str) -> str:
    """Of our workspace: its folder and its driver are called so, too."""
    return f"group_{group.lower()}"


def command(group: str, cache: Path) -> list[str]:
    return [str(cache / "target" / "debug" / package(group))]


CLIENTS = tuple(
    Client(
        language="Rust",
        package=PACKAGE,
        version=version,
        group=group,
        command=partial(command, group),
        offers=offers(group),
    )
    for group, version in VERSIONS.items()
)


def build(cache: Path) -> None:
    """Drivers, examples and tests, and beside them a list of where the latter two are."""
    stamp, made_of = cache / "built", digest()
    if stamp.exists() and stamp.read_text() == made_of:
        return
    stamp.unlink(missing_ok=True)
    workspace = cache / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    for source in sources():
        copy(source, workspace / source.relative_to(HERE))
    lock(workspace)
    lay_out_shipped(workspace)
    found = [
        {**each, "file": str(Path(each["file"]).relative_to(cache))} for each in built(workspace)
    ]
    (cache / SHIPPED).write_text(json.dumps(found, indent=1))
    stamp.write_text(made_of)


def lock(workspace: Path) -> None:
    """The committed lock file says only that packages are of the registry; cargo says of which."""
    told = json.loads(cargo(workspace, "metadata", "--no-deps", "--format-version=1"))
    registries = {each["source"] for made in told["packages"] for each in made["dependencies"]}
    (registry,) = registries - {None}
    text = (HERE / "Cargo.lock").read_text()
    (workspace / "Cargo.lock").write_text(text.replace('"registry"', f'"{registry}"'))


def lay_out_shipped(workspace: Path) -> None:
    """Examples are built into one folder, so that their names say which version they are of."""
    for group, crate in crates(workspace).items():
        for example in crate.glob("examples/*.rs"):
            copy(example, workspace / package(group) / "examples" / f"{group}_{example.name}")
        for test in crate.glob("tests/*.rs") if group in WITH_TESTS else ():
            copy(test, workspace / package(group) / "tests" / test.name)


def crates(workspace: Path) -> dict[str, Path]:
    """The source of each version, downloaded. Raises Unavailable where there is no download."""
    host = next(
        line.removeprefix("host: ")
        for line in cargo(workspace, "--version", "--verbose").splitlines()
        if line.startswith("host: ")
    )
    download = ("metadata", "--locked", "--format-version=1", "--filter-platform", host)
    try:
        told = json.loads(cargo(workspace, *download))
    except subprocess.CalledProcessError as failure:
        if "--locked" in failure.stderr:  # our own manifests and lock file disagree
            raise
        cause = BRACKETS.sub("", failure.stderr.strip().splitlines()[-1].strip())
        raise Unavailable(f"cargo cannot have {PACKAGE} and what it needs: {cause}") from failure
    found = {
        each["version"]: Path(each["manifest_path"]).parent
        for each in told["packages"]
        if each["name"] == PACKAGE
    }
    return {group: found[version] for group, version in VERSIONS.items()}


def built(workspace: Path) -> Iterator[dict[str, str]]:
    """What cargo says that it built of the crate's own: group, kind, name and file."""
    groups = {package(group): group for group in VERSIONS}
    for told in map(json.loads, cargo(workspace, *BUILD).splitlines()):
        kind, name = kind_and_name(told.get("target"))
        if kind in ("example", "test") and told.get("executable"):
            group = groups[Path(told["manifest_path"]).parent.name]
            name = name.removeprefix(f"{group}_")
            yield {"group": group, "kind": kind, "name": name, "file": told["executable"]}


def kind_and_name(target: dict[str, Any] | None) -> tuple[str, str]:
    return (target["kind"][0], target["name"]) if target else ("", "")


def cargo(workspace: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["cargo", *arguments],
        cwd=workspace,
        env={**os.environ, "CARGO_TARGET_DIR": str(workspace.parent / "target")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def copy(source: Path, there: Path) -> None:
    there.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, there)  # new to cargo, however old


def sources() -> list[Path]:
    return sorted(
        each for kind in ("*.rs", "Cargo.toml", "Cargo.lock") for each in HERE.rglob(kind)
    )


def digest() -> str:
    parts = [each.read_bytes() for each in (Path(__file__), *sources())]
    return sha256(b"\0".join(parts)).hexdigest()
