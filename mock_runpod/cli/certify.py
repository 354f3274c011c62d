"""`mock-runpod certify`: real clients against this mock, and a page of what came of it."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from mock_runpod.cli.hand import FAILED, USAGE, end

#: Where the suites stand in a checkout. A wheel has none: they are no part of the mock.
SUITES = Path("contract_tests", "clients", "languages")
#: What they are run with, besides the toolchains of the clients' languages.
NEEDED = ("hypothesis", "pytest")


@click.command()
@click.option(
    "--checkout",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The folder with the sources of mock_runpod.",
)
@click.option(
    "--docs",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the page and its data.  [default: docs/ of the checkout]",
)
def certify(checkout: Path, docs: Path | None) -> None:
    """Build published clients in Rust, JavaScript, Go and Python, run them against this mock, and
    write down what each of them could do: compatibility.md, and the same as data beside it.

    \b
    git clone <mock_runpod> && cd mock_runpod
    pip install -e '.[test]'
    mock-runpod certify
    mock-runpod certify --docs elsewhere/

    A language whose toolchain is not here is left out, and the page says why. The first run builds
    the clients (in .clients/) and takes some minutes. Ends with 0 if every client passed, 1 if one
    did not (the page tells which), 2 if the suites are not here.
    """
    if not (checkout / SUITES).is_dir():
        end(
            f"There are no client suites in {checkout.resolve() / SUITES}. They come with the"
            " sources (a clone or the sdist), not with the wheel: go there, or use --checkout.",
            USAGE,
        )
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        named = " and ".join(missing)
        end(f"The suites need {named}: pip install -e '{checkout}[test]'", USAGE)
    command = [sys.executable, "-m", ".".join(SUITES.parts), "certify"]
    if docs is not None:
        command += ["--docs", str(docs.resolve())]
    code = subprocess.run(command, cwd=checkout, check=False).returncode
    sys.exit(code if code in (0, FAILED) else USAGE)
