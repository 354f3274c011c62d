"""What all commands share that steer a running server: where it is, which world, how to answer."""

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import is_dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, NoReturn, ParamSpec

import click

from mock_runpod.cli.showing import with_url

if TYPE_CHECKING:
    from mock_runpod.client import Client
    from mock_runpod.client.endpoints import Endpoint

P = ParamSpec("P")
FAILED, USAGE, NOT_REACHABLE = 1, 2, 3

OPTIONS = (
    with_url,
    click.option("--world", envvar="MOCK_RUNPOD_WORLD", metavar="NAME", help="Which world."),
    click.option("--key", envvar="MOCK_RUNPOD_KEY", help="The same, by its API key."),
    click.option("--token", envvar="MOCK_RUNPOD_ADMIN_TOKEN", help="The server's admin token."),
    click.option("--json", "as_json", is_flag=True, help="Answer for a program."),
)


class Hand:
    """The client, and a voice: lines for a person, or JSON."""

    def __init__(self, client: "Client", as_json: bool) -> None:
        self.client, self.as_json = client, as_json

    def say(self, data: Any, lines: Iterable[str] | str) -> None:
        """The same twice: as data, and as a person reads it."""
        if self.as_json:
            click.echo(json.dumps(plain(data), indent=2, default=str))
            return
        for line in [lines] if isinstance(lines, str) else lines:
            click.echo(line)

    def hint(self, line: str) -> None:
        """For a person at a terminal, and no part of the answer."""
        if sys.stderr.isatty():
            click.echo(f"{line} ...", err=True)

    def follow(self, data: Any, line: str) -> None:
        """One of many, on a line of its own and at once."""
        click.echo(json.dumps(plain(data), default=str) if self.as_json else line)
        sys.stdout.flush()


def steers(command: Callable[Concatenate[Hand, P], None]) -> Callable[P, None]:
    """Give a command the options of all, and a `Hand`; errors become sentences and exit codes:
    1 a check failed or the server refused, 2 not to be understood, 3 there is no server.
    """

    @wraps(command)
    def run(*arguments: P.args, **said: P.kwargs) -> None:
        from mock_runpod import errors  # it is the server's world that can refuse
        from mock_runpod.client import Client  # `--help` is quick without it

        names = {name: said.pop(name) for name in ("url", "key", "world", "token")}
        as_json = bool(said.pop("as_json"))
        try:
            with Client(**names) as client:  # type: ignore[arg-type]  # texts, by click
                command(Hand(client, as_json), *arguments, **said)
        except errors.Unreachable as error:
            end(error.detail, NOT_REACHABLE)
        except errors.Invalid as error:
            end("\n".join(error.problems or [error.detail]), USAGE)
        except errors.RunPodError as error:
            end(error.detail, FAILED)
        except AssertionError as error:
            end(str(error), FAILED)
        except OSError as error:
            end(str(error), FAILED)

    for option in reversed(OPTIONS):
        run = option(run)
    return run


def did_you_mean(said: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # only for those who mistyped

    near = get_close_matches(said, list(known), n=1)
    return f"; did you mean {near[0]}?" if near else ""


def endpoint_there(client: "Client", id: str) -> "Endpoint":
    """The endpoint, which must be there: a slip of the pen makes none."""
    there = {each.id: each for each in client.endpoints()}
    if id not in there:
        hint = did_you_mean(id, there) or f"; `mock-runpod endpoint put {id}` makes it"
        end(f"there is no endpoint {id!r} in this world{hint}", USAGE)
    return there[id]


def end(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)


def plain(data: Any) -> Any:
    """Data that JSON can say: our own small classes as what the control API told of them."""
    if isinstance(data, list | tuple):
        return [plain(each) for each in data]
    if is_dataclass(data) and not isinstance(data, type):
        row = getattr(data, "row", None)
        return row or {name: value for name, value in _fields_of(data).items() if value is not None}
    return data


def _fields_of(data: Any) -> dict[str, Any]:
    """Without the connection that some of them carry."""
    names = [name for name in data.__dataclass_fields__ if name not in ("control", "row")]
    return {name: getattr(data, name) for name in names}


def table(rows: Iterable[tuple[object, ...]]) -> list[str]:
    """Columns as wide as they must be."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in texts]


def value(text: str) -> Any:
    """What is written as JSON (`{"a": 1}`, `3`, `"text"`), or else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def pairs(said: Iterable[str]) -> dict[str, Any]:
    """`workers_max=3` and so on, with values as in `value`."""
    found: dict[str, Any] = {}
    for each in said:
        name, equals, text = each.partition("=")
        if not equals or not name:
            raise click.BadParameter(f"{each!r} is no option; write it like workers_max=3")
        found[name.replace("-", "_")] = value(text)
    return found
