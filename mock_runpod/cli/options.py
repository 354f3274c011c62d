"""Flags from the list in `settings`: each option is one, with its type and its default."""

from collections.abc import Callable, Mapping
from dataclasses import Field
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import click
from click.core import ParameterSource

from mock_runpod.settings import Server, WorldSettings, options_of

F = TypeVar("F", bound=Callable[..., Any])
ALL = "mock_runpod.help-all"
SHORT = {"host": ["-H"], "port": ["-p"], "data": ["-d"]}
HINTS = get_type_hints(Server) | get_type_hints(WorldSettings)


class WorldOption(click.Option):
    """One of many that few need: only `--help-all` shows it."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        return super().get_help_record(ctx) if ALL in ctx.meta else None


def all_options(command: F) -> F:
    """Every option as a flag."""
    for field in reversed(options_of(WorldSettings)):
        command = _flag(field, WorldOption)(command)
    for field in reversed(options_of(Server)):
        command = _flag(field, click.Option)(command)
    return click.option(
        "--help-all",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_help_all,
        help="Show the options of simulated worlds, too.",
    )(command)


def given(flags: Mapping[str, Any]) -> dict[str, Any]:
    """What was said on the command line; the rest may be said elsewhere."""
    source = click.get_current_context().get_parameter_source
    return {n: v for n, v in flags.items() if source(n) is ParameterSource.COMMANDLINE}


def _flag(field: "Field[Any]", kind: type[click.Option]) -> Callable[[F], F]:
    flag, hint = f"--{field.name.replace('_', '-')}", HINTS[field.name]
    said = field.metadata["says"].replace("`", "")
    if hint is bool:
        flag, default, metavar = f"{flag}/--no{flag[1:]}", field.default, None
    else:
        default, metavar = _text(field.default), _metavar(hint)
    return click.option(
        *(flag, *SHORT.get(field.name, []), field.name),
        cls=kind,
        metavar=metavar,
        default=default,
        show_default=True,
        help=said,
    )


def _text(default: Any) -> str | None:
    """How a default is written on the command line; the text is read where all texts are."""
    if isinstance(default, tuple):
        return ",".join(map(str, default)) or None
    return None if default in ("", None) else str(default)


def _metavar(hint: Any) -> str:
    """What is to be written after the flag."""
    if get_origin(hint) is Literal:
        return "|".join(get_args(hint))
    if get_origin(hint) is tuple:
        return "A,B,..."
    return "NUMBER" if {int, float} & {hint, *get_args(hint)} else "TEXT"


def _help_all(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        context.meta[ALL] = True
        click.echo(context.get_help())
        context.exit()
