"""What is done with the suites from a shell: certify, and see that no toolchain was left unused.

python -m contract_tests.clients.languages certify   writes docs/compatibility.{json,md}
python -m contract_tests.clients.languages used      after a test run: 1 if one was left unused
"""

import subprocess
import sys
from pathlib import Path

import click

from contract_tests.clients.languages import page, suites
from contract_tests.clients.languages.certificate import LATEST, heard, read

HERE = Path(__file__).parent


@click.group()
def main() -> None:
    """Client suites in several languages."""


@main.command()
@click.option("--docs", type=click.Path(path_type=Path), default=page.DATA.parent)
def certify(docs: Path) -> None:
    """Run every suite and write the certificate and its page."""
    data, written = docs / page.DATA.name, docs / page.PAGE.name
    told = ["-m", "pytest", str(HERE), f"--ignore={HERE / 'test_page.py'}"]
    code = subprocess.run([sys.executable, *told, "--certificate", str(data)], check=False)
    if code.returncode in (0, 1):  # passed or failed: either way the page tells
        page.write(read(data), written)
        click.echo(f"wrote {written} and {data}")
    sys.exit(code.returncode)


@main.command()
def build() -> None:
    """Build every suite whose toolchain is here, and tell what came of it."""
    for language in suites.LANGUAGES:
        ready = suites.readiness(language)
        click.echo(f"{language}: {ready.why or 'built'}")


@main.command()
def used() -> None:
    """Fail if a toolchain is here and its suite did not run; tell what could not be run."""
    ran = {row["id"] for row in heard(read(LATEST))} if LATEST.exists() else set()
    idle = [client.id for client in suites.clients() if client.id not in ran]
    why = {id: reason(id) for id in idle}
    for id in idle:
        click.echo(f"{id} did not run: {why[id] or 'its toolchain is here, and was not used'}")
    click.echo(f"{len(ran)} clients ran: {', '.join(sorted(ran))}")
    sys.exit(not all(why.values()))


def reason(id: str) -> str:
    """What kept a client from running; empty where nothing did. A registry that does not give out
    a client is a reason: no toolchain helps against that.
    """
    (client,) = (each for each in suites.clients() if each.id == id)
    return suites.readiness(suites.folder_of(client)).why


if __name__ == "__main__":
    main()
