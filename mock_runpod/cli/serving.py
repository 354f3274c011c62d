import gc
import os
from typing import Any

import click

from mock_runpod.cli.options import all_options, given


@click.command()
@click.option(
    *("--config", "-c"),
    envvar="MOCK_RUNPOD_CONFIG",
    metavar="FILE",
    help="TOML file with options (or a pyproject.toml).",
)
@all_options
def serve(config: str | None, **flags: Any) -> None:
    """Serve simulated RunPods, one for each API key, until interrupted.

    Each option can also be a variable, as in MOCK_RUNPOD_LOG_LEVEL=debug, or stand in a TOML file,
    as in log_level = "debug": in the one that --config or MOCK_RUNPOD_CONFIG names, else below
    [tool.mock_runpod] in a pyproject.toml here. Flags come first, then variables, then the file.

    \b
    mock-runpod serve --data demo --clock auto --seed 7
    """
    gc.disable()  # until it is ready: there is nothing to collect yet
    # To look for plugins of pydantic's, every installed package would be read.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from mock_runpod.cli.foreground import run  # the whole server; --help is quick without it

    run(config, given(flags))
