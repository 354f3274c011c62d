"""`mock-runpod worker env`: variables for a worker that is started elsewhere."""

import json
import os
import re
import shlex
from collections.abc import Mapping
from urllib.parse import urlsplit

import click

from mock_runpod.cli.hand import USAGE, Hand, end, endpoint_there, steers
from mock_runpod.environment import no_detours

HERE = ("127.0.0.1", "localhost", "::1", "0.0.0.0")
#: The name by which a container finds the machine it runs on.
OUTSIDE = "host.docker.internal"
#: A template may have variables of any name (B-150), and what a shell prints is run by `eval`.
NAME = {"sh": re.compile(r"[A-Za-z_][A-Za-z0-9_]*")} | dict.fromkeys(
    ("dotenv", "docker"), re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
)


@click.command()
@click.argument("endpoint")
@click.option("--worker", metavar="ID", help="Its id.  [default: a fresh one]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["sh", "dotenv", "docker"]),
    default="sh",
    show_default=True,
    help="For eval, for a compose file, or for docker run --env-file.",
)
@click.option(
    "--docker-host",
    metavar="NAME",
    default=OUTSIDE,
    show_default=True,
    help="With --format docker: the name of this machine, seen from the container.",
)
@steers
def env(hand: Hand, /, endpoint: str, worker: str | None, form: str, docker_host: str) -> None:
    """Print the variables with which a worker of ENDPOINT is started, in a container or elsewhere.

    The texts $ID and $RUNPOD_POD_ID in them are for the worker: no shell may put anything in their
    place, so they are quoted as each format wants it. Each worker needs an id of its own.

    \b
    eval "$(mock-runpod worker env sdxl)"
    python handler.py

    \b
    mock-runpod worker env sdxl --format docker > worker.env
    docker run --env-file worker.env --add-host host.docker.internal:host-gateway my-image
    """
    base = hand.client.base_url
    if form == "docker":
        base = _from_outside(base, docker_host)
    found = endpoint_there(hand.client, endpoint).worker_env(worker=worker, base=base)
    found = _direct(found, base, os.environ if form == "sh" else {})
    if hand.as_json:
        click.echo(json.dumps(found, indent=2))
        return
    for line in _lines(found, form):
        click.echo(line)


def _from_outside(base: str, name: str) -> str:
    """This machine is called otherwise there."""
    parts = urlsplit(base)
    if parts.hostname not in HERE:
        return base
    port = f":{parts.port}" if parts.port else ""
    return parts._replace(netloc=f"{name}{port}").geturl()


def _direct(found: dict[str, str], base: str, here: Mapping[str, str]) -> dict[str, str]:
    """No proxy between them, for heartbeats would go there (section 1.4). What a shell has said of
    that already goes on.
    """
    detours = no_detours(base, {**here, **found})
    return {**found, "NO_PROXY": detours["NO_PROXY"], "no_proxy": detours["no_proxy"]}


def _lines(found: Mapping[str, str], form: str) -> list[str]:
    """`docker` takes everything after the first = as it stands, so nothing is quoted there."""
    unheard = [name for name in found if not NAME[form].fullmatch(name)]
    if unheard:
        click.echo(f"left out, as {form} knows no such names: {unheard}", err=True)
        found = {name: value for name, value in found.items() if name not in unheard}
    if form == "sh":
        return [f"export {name}={shlex.quote(value)}" for name, value in found.items()]
    broken = [name for name, value in found.items() if "\n" in value or "\r" in value]
    if broken:
        end(f"{', '.join(broken)} has several lines, which {form} files cannot say", USAGE)
    if form == "docker":
        return [f"{name}={value}" for name, value in found.items()]
    return [f"{name}={_single(value)}" for name, value in found.items()]


def _single(value: str) -> str:
    """Compose puts nothing in the place of what is in single quotes."""
    return "'" + value.replace("'", "\\'") + "'"
