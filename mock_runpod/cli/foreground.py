"""From what was said on the command line to a server that runs until it is told to stop."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mock_runpod import server
from mock_runpod.app import App
from mock_runpod.errors import Invalid
from mock_runpod.runtime import logs
from mock_runpod.runtime.files import options
from mock_runpod.runtime.worlds import Worlds
from mock_runpod.settings import Server


class Unusable(click.ClickException):
    """What was said cannot be done: one line for each reason, and the exit code of bad usage."""

    exit_code = click.UsageError.exit_code

    def __init__(self, error: Invalid) -> None:
        super().__init__("\n".join(error.problems or [error.detail]))


def run(config: str | None, flags: Mapping[str, Any]) -> None:
    try:
        said = gathered(config, flags)
        settings = options.load(Server, said)
        logs.begin(settings)
        app = App(Worlds(settings, said))
        listener = server.listen(settings.host, settings.port)
    except Invalid as error:
        raise Unusable(error) from None
    server.serve(app, listener, lambda url: announce(url, settings))


def gathered(config: str | None, flags: Mapping[str, Any]) -> dict[str, Any]:
    """What was said: flags before variables before the file. Raises Invalid."""
    file = Path(config or "pyproject.toml")
    from_file = options.from_file(file) if config or file.is_file() else {}
    return from_file | options.from_environment(os.environ) | options.from_flags(flags)


def announce(url: str, settings: Server) -> None:
    """One line for scripts; a few more for a person."""
    click.echo(f"mock-runpod ready on {url}")
    if sys.stdout.isatty():
        click.echo(
            f"  data: {settings.data}   clock: {settings.clock}   profile: {settings.profile}"
            f"   seed: {settings.seed}\n"
            f'  send clients here:  eval "$(mock-runpod env --url {url})"\n'
            f"  look inside:        curl {url}/__mock/state\n"
            "  each API key is an account and a world of its own; Ctrl-C ends it"
        )
