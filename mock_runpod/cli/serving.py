import sys
from typing import Any

import click

from mock_runpod.cli.options import all_options, gathered


@click.command()
@click.option(
    "--config", "-c", metavar="FILE", help="TOML file with options (or a pyproject.toml)."
)
@all_options
def serve(config: str | None, **flags: Any) -> None:
    """Serve simulated RunPods, one for each API key, until interrupted.

    Every option has a variable MOCK_RUNPOD_<NAME> and can stand in a TOML file; flags come first,
    then variables, then the file.
    """
    from mock_runpod import server
    from mock_runpod.app import App
    from mock_runpod.errors import Invalid
    from mock_runpod.runtime import logs, options
    from mock_runpod.runtime.worlds import Worlds
    from mock_runpod.settings import Server, WorldSettings

    try:
        said = gathered(flags, config)
        settings, worlds = options.load(Server, said), options.load(WorldSettings, said)
        logs.begin(settings)
        app = App(Worlds(settings, worlds))
        listener = server.listen(settings.host, settings.port)
    except Invalid as error:
        raise click.UsageError(error.detail) from None
    server.serve(app, listener, lambda url: _announce(url, app))


def _announce(url: str, app: Any) -> None:
    """One line for scripts; a few more for a person."""
    click.echo(f"mock-runpod ready on {url}")
    if sys.stdout.isatty():
        chosen = app.worlds.server
        click.echo(
            f"  world data: {chosen.data}   clock: {chosen.clock}   profile: {chosen.profile}"
            f"   seed: {chosen.seed}\n"
            f'  send clients here:  eval "$(mock-runpod env --url {url})"\n'
            f"  look inside:        curl {url}/__mock/state\n"
            "  each API key is an account and a world of its own; Ctrl-C ends it"
        )
