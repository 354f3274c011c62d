"""Flags from the list in `settings`: each option is one, with its variable and its default."""

import os
from collections.abc import Callable
from dataclasses import Field
from pathlib import Path
from typing import Any, TypeVar

import click

from mock_runpod.settings import Server, WorldSettings, options_of

F = TypeVar("F", bound=Callable[..., Any])
CONFIG = "MOCK_RUNPOD_CONFIG"


def all_options(command: F) -> F:
    """Every option as a flag; those of a world are only shown by `--help-all`."""
    for field in reversed(options_of(WorldSettings)):
        command = _flag(field, hidden=True)(command)
    for field in reversed(options_of(Server)):
        command = _flag(field, hidden=False)(command)
    return click.option(
        "--help-all",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_help_all,
        help="Show the options of simulated worlds, too.",
    )(command)


def _flag(field: "Field[Any]", *, hidden: bool) -> Callable[[F], F]:
    flag = field.name.replace("_", "-")
    said = field.metadata["says"].replace("`", "")
    default = "" if field.default in ("", None, ()) else f"  [default: {_plain(field.default)}]"
    short = {"host": ["-H"], "port": ["-p"], "data": ["-d"]}.get(field.name, [])
    if isinstance(field.default, bool):
        return click.option(
            f"--{flag}/--no-{flag}", field.name, default=None, hidden=hidden, help=said + default
        )
    return click.option(
        f"--{flag}", *short, field.name, metavar="VALUE", hidden=hidden, help=said + default
    )


def _plain(default: Any) -> str:
    return ",".join(map(str, default)) if isinstance(default, tuple) else str(default)


def _help_all(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        for parameter in context.command.params:
            if isinstance(parameter, click.Option):
                parameter.hidden = False
        click.echo(context.get_help())
        context.exit()


def gathered(flags: dict[str, Any], config: str | None) -> dict[str, Any]:
    """What was said: flags before variables before the file. Raises Invalid."""
    from mock_runpod.runtime import options

    said = {name: value for name, value in flags.items() if value is not None}
    texts = {n: options.split(n, v) if isinstance(v, str) else v for n, v in said.items()}
    file = config or os.environ.get(CONFIG)
    path = Path(file or "pyproject.toml")
    from_file = options.from_file(path) if file or path.is_file() else {}
    return {**from_file, **options.from_environment(os.environ), **texts}
