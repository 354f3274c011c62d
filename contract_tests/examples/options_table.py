"""The table of options in the README, made from `settings`."""

from collections.abc import Iterator
from dataclasses import Field
from typing import Any, Literal, get_args, get_origin, get_type_hints

from mock_runpod.runtime.files.options import PREFIX
from mock_runpod.settings import Server, WorldSettings, options_of

#: What the table says of each option, from left to right.
HEAD = ("Name", "Flag", "Variable", "Default", "What it does", "Rule")
TABLES = (("The server", Server), ("Every world", WorldSettings))


def table() -> str:
    parts = (part for title, kind in TABLES for part in (f"**{title}**", *_rows(kind)))
    return "\n" + "\n".join(parts) + "\n\n"


def _rows(kind: type[Any]) -> Iterator[str]:
    yield ""
    yield _row(*HEAD)
    yield _row(*("---" for _ in HEAD))
    hints = get_type_hints(kind)
    for option in options_of(kind):
        yield _row(
            f"`{option.name}`",
            f"`{flag(option)}`",
            f"`{PREFIX}{option.name.upper()}`",
            default(option),
            option.metadata["says"] + choices(hints[option.name]),
            option.metadata["rule"],
        )
    yield ""


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def flag(option: "Field[Any]") -> str:
    name = option.name.replace("_", "-")
    return f"--{name}/--no-{name}" if isinstance(option.default, bool) else f"--{name}"


def default(option: "Field[Any]") -> str:
    """As one would write it in the TOML file; without a value the profile decides."""
    match option.default:
        case None:
            return "profile"
        case "" | ():
            return "none"
        case bool(value):
            return f"`{str(value).lower()}`"
        case tuple(values):
            return f"`{list(values)}`"
        case value:
            return f"`{value}`"


def choices(hint: Any) -> str:
    """The words an option takes, if it takes only some."""
    words = [f"`{word}`" for word in get_args(hint)] if get_origin(hint) is Literal else []
    return f": {', '.join(words[:-1])} or {words[-1]}" if words else ""
