"""What is done with the suites from a shell: certify, and see that no toolchain was left unused.

python -m contract_tests.clients.languages certify   writes docs/compatibility.{json,md}
python -m contract_tests.clients.languages used      after a test run: 1 if one was left unused
"""

import subprocess
import sys
from pathlib import Path

import click

from contract_tests.clients.languages import page, suites
from contract_tests.clients.languages.certificate import LATEST, Certificate, heard, read

HERE = Path(__file__).parent


@click.group()
def main() -> None:
    """Client suites in several languages."""


@main.command()
@click.option("--docs", type=click.Path(path_type=Path), default=page.DATA.parent)
def certify(docs: Path) -> None:
    """Run every suite and write the certificate and its page."""
    data, written = docs / page.DATA.name, docs / page.PAGE.name
    told = ["-m", "pytest", str(HERE), f"--ignore={HERE / 'test_page.py'}", "-rs"]
    code = subprocess.run([sys.executable, *told, "--certificate", str(data)], check=False)
    if code.returncode in (0, 1):  # passed or failed: either way the page tells
        page.write(read(data), written)
        click.echo(f"wrote {written} and {data}")
    sys.exit(code.returncode)


@main.command()
def used() -> None:
    """Fail if a toolchain is here and its suite did not run."""
    idle = unused(read(LATEST)) if LATEST.exists() else ["no client suite ran at all"]
    for each in idle:
        click.echo(each, err=True)
    sys.exit(bool(idle))


def unused(certificate: Certificate) -> list[str]:
    """The clients that could have run and did not, each with the reason. One that a registry does
    not give out could not.
    """
    ran = {row["id"] for row in heard(certificate)}
    return [
        f"{client.id} did not run"
        for client in suites.clients()
        if client.id not in ran and not suites.readiness(suites.folder_of(client)).why
    ]


if __name__ == "__main__":
    main()
