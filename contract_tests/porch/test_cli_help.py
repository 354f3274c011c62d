"""What `--help` teaches: every command shows how it is typed, and that is how it can be typed."""

import re
import shlex
from collections.abc import Iterator

import click
import pytest

from mock_runpod.cli import main

TYPED = re.compile(r"^\s*(?:eval \"\$\()?mock-runpod (.+?)(?:\)\")?(?: > .*|  .*)?$", re.MULTILINE)


def commands(group: click.Group, *names: str) -> Iterator[tuple[str, click.Command]]:
    """All that do something, with what is typed after `mock-runpod`."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found
        if isinstance(found, click.Group):
            yield from commands(found, *names, name)
        else:
            yield " ".join((*names, name)), found


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_how_it_is_typed(name: str) -> None:
    command, words = COMMANDS[name], name.split()

    typed = [shlex.split(line) for line in TYPED.findall(command.help or "")]
    mine = [line[len(words) :] for line in typed if line[: len(words)] == words]

    assert mine
    for arguments in mine:
        command.make_context(name, arguments)  # raises what a person would be told
