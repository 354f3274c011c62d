import inspect
import json
import re
import shlex
from pathlib import Path

import click

from mock_runpod import __version__
from mock_runpod.environment import variables
from mock_runpod.settings import Server

DEFAULTS = Server()
URL = f"http://{DEFAULTS.host}:{DEFAULTS.port}"


def _checked(_: click.Context, __: click.Parameter, url: str) -> str:
    if not re.fullmatch(r"https?://[^/\s]+\S*", url):
        raise click.BadParameter(f"{url!r} is no address; write it like {URL}")
    return url.rstrip("/")


with_url = click.option(
    "--url",
    envvar="MOCK_RUNPOD_URL",
    default=URL,
    show_default=True,
    callback=_checked,
    help="Where the server is.",
)


@click.command()
@with_url
@click.option("--key", default="rpa_mock_default", show_default=True, help="Chooses the world.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["sh", "dotenv", "json"]),
    default="sh",
    show_default=True,
    help="For eval, for a file, or for a program.",
)
def env(url: str, key: str, form: str) -> None:
    """Print the variables that send every known client to the mock.

    \b
    eval "$(mock-runpod env)"
    mock-runpod env --format dotenv > .env
    """
    found = variables(url, key)
    if form == "json":
        click.echo(json.dumps(found, indent=2))
    else:
        prefix = "export " if form == "sh" else ""
        click.echo("\n".join(f"{prefix}{name}={shlex.quote(text)}" for name, text in found.items()))


@click.command()
def routes() -> None:
    """Print every address, and the file that answers it.

    \b
    mock-runpod routes
    """
    from mock_runpod.app import DOORS  # the whole server; --help is quick without it

    home = Path(__file__).parents[2]
    for prefix, door in DOORS.items():
        for route in door.dialect.routes:
            file = Path(inspect.getsourcefile(inspect.unwrap(route.handler)) or "")
            address = f"/{prefix}{route.path}"
            click.echo(f"{route.method:6} {address:44} {file.relative_to(home).as_posix()}")


@click.command()
def version() -> None:
    """Print the version.

    \b
    mock-runpod version
    """
    click.echo(f"mock-runpod {__version__}")
